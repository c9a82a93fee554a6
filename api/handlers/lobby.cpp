// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"

namespace lethe::api {

Response admit_participant(Call& call) {
  const std::string& room = call.parameter(0);
  return json(200, call.parts.keeper.change_anyway(
                       call, room, [room, id = call.parameter(1)](room::Service& s, const room::Actor& a) {
                         return s.people().admit(a, room, id);
                       }));
}

Response deny_participant(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.people().deny(a, room, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
