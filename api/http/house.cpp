// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/house.hpp"

#include "api/http/html.hpp"

namespace lethe::api {
namespace {

// In a new tab, so that what is in this one stays.
std::string link(const std::string& to, const std::string& text) {
  if (to.empty()) return "";
  return "<a href=\"" + escaped(to) + "\" target=\"_blank\" rel=\"noopener\">" + escaped(text) + "</a> ";
}

}  // namespace

std::string footer(const House& house, Language language) {
  const CommonWords& words = common_words(language);
  const std::string links = link(house.imprint, words.imprint) + link(house.privacy, words.privacy);
  return links.empty() ? "" : "<footer>" + links + "</footer>\n";
}

}  // namespace lethe::api
