// SPDX-License-Identifier: AGPL-3.0-or-later
// The available choices, and the layouts chosen for a room or a participant.
#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"

namespace lethe::api {

Response get_capabilities(Call& call) {
  return json(200, call.ask([](room::Service& s, const room::Actor& a) { return s.layouts().capabilities(a); }));
}

Response get_layout(Call& call) {
  return json(200, call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) {
    return s.layouts().read(a, room);
  }));
}

Response put_layout(Call& call) {
  return json(200, call.parts.keeper.change(
                       call, call.parameter(0),
                       [room = call.parameter(0), body = Body<room::Layout>(call.request.body)](
                           room::Service& s, const room::Actor& a) { return s.layouts().set(a, room, body.value()); }));
}

Response get_participant_layout(Call& call) {
  return json(200, call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    return s.layouts().read_of(a, room, id);
  }));
}

Response put_participant_layout(Call& call) {
  return json(200, call.ask([room = call.parameter(0), id = call.parameter(1),
                             body = Body<room::Layout>(call.request.body)](room::Service& s, const room::Actor& a) {
    return s.layouts().set_of(a, room, id, body.value());
  }));
}

Response delete_participant_layout(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.layouts().clear_of(a, room, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
