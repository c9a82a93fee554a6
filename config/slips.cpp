// SPDX-License-Identifier: AGPL-3.0-or-later
#include "config/slips.hpp"

#include <algorithm>

namespace lethe::config {
namespace {

// True if a quote is open at the end of the line.
bool leaves_quote_open(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == '"' && c == '\\') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;  // '' inside a quote opens it again at once
      if (c == '\'' && quote == 0 && i + 1 < line.size() && line[i + 1] == '\'') quote = line[i++];
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ')) {
      return false;
    } else if (c == '"' || c == '\'') {
      // Inside a word a quote is part of the word.
      const auto before = line.find_last_not_of(' ', i == 0 ? 0 : i - 1);
      const bool first = i == 0 || before == line.npos;
      const bool begins = first || line[before] == '[' || line[before] == '{' || line[before] == ',' ||
                          (before + 1 < i && (line[before] == ':' || line[before] == '-'));
      if (begins) quote = c;
    }
  }
  return quote != 0;
}

// Levenshtein distance, with a transposition of two letters as one edit.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

}  // namespace

std::optional<Slip> slip_in(std::string_view text) {
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto begin = line.find_first_not_of(" \t");
    if (begin == line.npos || line[begin] == '#') continue;
    if (line.substr(0, begin).find('\t') != line.npos) return Slip{number, "begins with a tab; YAML requires spaces"};
    if (leaves_quote_open(line)) return Slip{number, "a quote is opened here and not closed"};
  }
  return std::nullopt;
}

std::string nearest(const std::string& word, const std::vector<std::string>& words) {
  if (word.size() > 64) return {};  // not a typing error
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& one : words)
    if (const auto apart = distance(word, one); apart < least) {
      least = apart;
      best = one;
    }
  return best;
}

}  // namespace lethe::config
