// SPDX-License-Identifier: AGPL-3.0-or-later
// Strong entity tags (RFC 9110 section 8.8.3). Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::api {

inline std::string strong_etag(std::string_view tag) {
  std::string text;
  text.append("\"").append(tag).append("\"");
  return text;
}

}  // namespace lethe::api
