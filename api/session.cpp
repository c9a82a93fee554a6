// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/etag.hpp"
#include "api/handlers.hpp"
#include "base/fields.hpp"

namespace lethe::api {
namespace {

// Link headers as in RFC 9725 section 4.6.
void add_ice_links(const config::Config& config, Response& response) {
  for (const auto& server : config.ice.servers)
    for (const auto& url : server.urls) {
      std::string link = "<" + url + ">; rel=\"ice-server\"";
      if (!server.username.empty())
        link += "; username=" + Json(server.username).dump() + "; credential=" + Json(server.credential).dump() +
                "; credential-type=\"password\"";
      response.headers.emplace_back("Link", link);
    }
}

}  // namespace

Response post_offer(Call& call) {
  const auto answer =
      call.ask_later<room::SessionAnswer>([room = call.parameter(0), id = call.parameter(1), sdp = call.request.body](
                                              room::Service& s, const room::Actor& a, room::Service::OnAnswer done) {
        s.offer(a, room, id, sdp, std::move(done));
      });
  Response response{.status = 201,
                    .headers = {{"Content-Type", "application/sdp"},
                                {"Location", call.request.path},
                                {"ETag", strong_etag(answer.etag)},
                                {"Cache-Control", "no-store"}},
                    .body = answer.sdp};
  add_ice_links(call.parts.config, response);
  return response;
}

Response patch_session(Call& call) {
  const auto answer = call.ask_later<room::SessionAnswer>(
      [room = call.parameter(0), id = call.parameter(1), fragment = call.request.body,
       if_match = call.header("If-Match")](room::Service& s, const room::Actor& a, room::Service::OnAnswer done) {
        s.trickle(a, room, id, fragment, if_match, std::move(done));
      });
  if (answer.sdp.empty()) return {.status = 204};
  return {.status = 200,
          .headers = {{"Content-Type", "application/trickle-ice-sdpfrag"},
                      {"ETag", strong_etag(answer.etag)},
                      {"Cache-Control", "no-store"}},
          .body = answer.sdp};
}

Response delete_session(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.hang_up(a, room, id);
  });
  return {.status = 200};
}

}  // namespace lethe::api
