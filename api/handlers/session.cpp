// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/session_response.hpp"

namespace lethe::api {

Response post_offer(Call& call) {
  not_over_onion(call);
  const auto answer =
      call.ask_later<room::SessionAnswer>([room = call.parameter(0), id = call.parameter(1), sdp = call.request.body](
                                              room::Service& s, const room::Actor& a, room::OnAnswer done) {
        s.media().offer(a, room, id, sdp, std::move(done));
      });
  return session_created(call.request.path, answer);
}

Response patch_session(Call& call) {
  return trickled(call.ask_later<room::SessionAnswer>(
      [room = call.parameter(0), id = call.parameter(1), fragment = call.request.body,
       if_match = call.header("If-Match")](room::Service& s, const room::Actor& a, room::OnAnswer done) {
        s.media().trickle(a, room, id, fragment, if_match, std::move(done));
      }));
}

Response delete_session(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.media().hang_up(a, room, id);
  });
  return {.status = 200};
}

}  // namespace lethe::api
