// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/language.hpp"

#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "mcu/base/check.hpp"

namespace lethe::api {
namespace {

// "de", " de-CH;q=0.7": a range matches a language up to its first dash.
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

std::string_view tag(Language language) { return languages()[static_cast<std::size_t>(language)].tag; }

std::string html_tag(Language language) {
  const LanguageName& one = languages()[static_cast<std::size_t>(language)];
  return "<html lang=\"" + std::string(one.tag) + (one.direction == "rtl" ? "\" dir=\"rtl\">" : "\">");
}

std::optional<Language> language_named(std::string_view tag) {
  const auto all = languages();
  const auto at = std::find_if(all.begin(), all.end(), [&](const LanguageName& one) { return one.tag == tag; });
  if (at == all.end()) return std::nullopt;
  return static_cast<Language>(at - all.begin());
}

Language preferred_language(const std::string& accept_language) {
  Language best = Language::English;
  double highest = 0;
  std::istringstream ranges(accept_language);
  for (std::string range; std::getline(ranges, range, ',');)
    for (std::size_t i = 0; i < languages().size(); ++i)
      if (names(range, languages()[i].tag) && weight(range) > highest) {
        best = static_cast<Language>(i);
        highest = weight(range);
      }
  return best;
}

std::string filled(std::string sentence, std::string_view name, std::string_view value) {
  const std::string place = "{" + std::string(name) + "}";
  const auto at = sentence.find(place);
  CHECK(at != sentence.npos);
  return sentence.replace(at, place.size(), value);
}

}  // namespace lethe::api
