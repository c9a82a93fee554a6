// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages of other origins may use WHIP and WHEP, because their bearer token is not a cookie: a browser adds nothing to
// such a request that the page does not have. Everything else is for the own origin. Pure.
#pragma once

#include "api/http/http_message.hpp"

namespace lethe::api {

inline bool is_for_all_origins(const Request& request) {
  return request.path.starts_with("/whip/") || request.path.starts_with("/whep/");
}

// A browser asks whether a page of another origin may use what is for the own one. This is the response, so that the
// refusal has a reason.
inline constexpr const char* same_origin_only =
    "The API is for pages of its own origin and for servers. Let your server ask, or serve your page and the API under "
    "one origin.";
inline bool asks_for_another_origin(const Request& request) {
  return request.method == "OPTIONS" && request.header("Origin") != nullptr &&
         request.header("Access-Control-Request-Method") != nullptr && !is_for_all_origins(request);
}

inline void open_to_other_origins(const Request& request, Response& response) {
  if (!is_for_all_origins(request)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Expose-Headers", "Location, ETag, Link, Retry-After");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
}

}  // namespace lethe::api
