// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages of other origins may speak WHIP and WHEP, since their bearer token is no cookie: a browser adds nothing to such
// a request that the page does not have. Everything else is for the own origin. Pure.
#pragma once

#include "api/message.hpp"

namespace lethe::api {

inline void open_to_other_origins(const Request& request, Response& response) {
  if (!request.path.starts_with("/whip/") && !request.path.starts_with("/whep/")) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Expose-Headers", "Location, ETag, Link, Retry-After");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
}

}  // namespace lethe::api
