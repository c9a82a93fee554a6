// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/language.hpp"

#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace lethe::api {
namespace {

// "de", " de-CH;q=0.7": a range names a language with everything behind its first dash.
bool names(std::string_view range, std::string_view tag) {
  range.remove_prefix(std::min(range.find_first_not_of(" \t"), range.size()));
  const auto primary = range.substr(0, range.find_first_of("-; \t"));
  return primary.size() == tag.size() && ::strncasecmp(primary.data(), tag.data(), tag.size()) == 0;
}

double weight(const std::string& range) {
  const auto q = range.find("q=");
  return q == std::string::npos ? 1 : std::strtod(range.c_str() + q + 2, nullptr);
}

}  // namespace

std::string_view tag(Language language) {
  for (const auto& [one, name] : languages)
    if (one == language) return name;
  return "en";
}

std::optional<Language> language_named(std::string_view tag) {
  for (const auto& [language, name] : languages)
    if (name == tag) return language;
  return std::nullopt;
}

Language preferred_language(const std::string& accept_language) {
  Language best = Language::English;
  double highest = 0;
  std::istringstream ranges(accept_language);
  for (std::string range; std::getline(ranges, range, ',');)
    for (const auto& [language, name] : languages)
      if (names(range, name) && weight(range) > highest) {
        best = language;
        highest = weight(range);
      }
  return best;
}

}  // namespace lethe::api
