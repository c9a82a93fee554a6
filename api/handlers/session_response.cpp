// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/session_response.hpp"

#include "api/http/etag.hpp"
#include "mcu/base/fields.hpp"

namespace lethe::api {
namespace {

// Link headers as in RFC 9725 section 4.6.
void add_ice_links(const std::vector<room::IceServer>& servers, Response& response) {
  for (const auto& server : servers)
    for (const auto& url : server.urls) {
      std::string link = "<" + url + ">; rel=\"ice-server\"";
      if (server.username && server.credential)
        link += "; username=" + Json(*server.username).dump() + "; credential=" + Json(*server.credential).dump() +
                "; credential-type=\"password\"";
      response.headers.emplace_back("Link", link);
    }
}

}  // namespace

Response session_created(const std::string& location, const room::SessionAnswer& answer) {
  Response response{
      .status = 201,
      .headers = {{"Content-Type", "application/sdp"}, {"Location", location}, {"ETag", strong_etag(answer.etag)}},
      .body = answer.sdp};
  add_ice_links(answer.ice_servers, response);
  return response;
}

Response trickled(const room::SessionAnswer& answer) {
  if (answer.sdp.empty()) return {.status = 204};
  return {.status = 200,
          .headers = {{"Content-Type", "application/trickle-ice-sdpfrag"}, {"ETag", strong_etag(answer.etag)}},
          .body = answer.sdp};
}

}  // namespace lethe::api
