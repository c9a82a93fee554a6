// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"

namespace lethe::api {

Response mute_others(Call& call) {
  call.ask([room = call.parameter(0), body = Body<room::MuteSpec>(call.request.body)](
               room::Service& s, const room::Actor& a) { s.people().mute_all_but(a, room, body.value()); });
  return {.status = 204};
}

Response request_unmute(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.people().ask_to_unmute(a, room, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
