// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/label/initials.hpp"

#include <pango/pango.h>

#include <memory>
#include <string_view>
#include <vector>

namespace lethe::label {
namespace {

// Separates letters of joining scripts (U+200C), as initials are written.
constexpr std::string_view non_joiner = "\xe2\x80\x8c";

std::string capital(std::string_view character) {
  const std::unique_ptr<char, decltype(&g_free)> text(
      g_utf8_strup(character.data(), static_cast<gssize>(character.size())), g_free);
  return text.get();
}

std::vector<std::string_view> characters(std::string_view word) {
  const auto bytes = static_cast<int>(word.size());
  std::vector<PangoLogAttr> marks(static_cast<std::size_t>(g_utf8_strlen(word.data(), bytes)) + 1);
  pango_get_log_attrs(word.data(), bytes, -1, pango_language_get_default(), marks.data(),
                      static_cast<int>(marks.size()));
  std::vector<std::string_view> all;
  const char* start = word.data();
  const char* at = start;
  for (std::size_t i = 1; i < marks.size(); ++i) {
    at = g_utf8_next_char(at);
    if (!marks[i].is_cursor_position && i + 1 < marks.size()) continue;
    all.emplace_back(start, static_cast<std::size_t>(at - start));
    start = at;
  }
  return all;
}

// The first character that is more than punctuation such as "(", if there is one.
std::string first_of(std::string_view word) {
  const auto all = characters(word);
  for (const auto character : all)
    if (!g_unichar_ispunct(g_utf8_get_char(character.data()))) return capital(character);
  return all.empty() ? std::string() : capital(all.front());
}

std::vector<std::string_view> words(const std::string& name) {
  std::vector<std::string_view> all;
  const char* const end = name.data() + name.size();
  const char* start = nullptr;
  for (const char* at = name.data(); at <= end; at = g_utf8_next_char(at)) {  // the terminating zero counts as space
    const bool space = at == end || g_unichar_isspace(g_utf8_get_char(at));
    if (!space && !start) start = at;
    if (space && start) {
      all.emplace_back(start, static_cast<std::size_t>(at - start));
      start = nullptr;
    }
  }
  return all;
}

}  // namespace

std::string initials(const std::string& name) {
  const auto all = words(name);
  if (all.empty()) return {};
  if (all.size() == 1) return first_of(all[0]);
  return first_of(all.front()) + std::string(non_joiner) + first_of(all.back());
}

}  // namespace lethe::label
