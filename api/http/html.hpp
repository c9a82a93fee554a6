// SPDX-License-Identifier: AGPL-3.0-or-later
// Escapes text for HTML elements and for attributes in double quotes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::api {

inline std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  return html;
}

}  // namespace lethe::api
