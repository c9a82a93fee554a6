// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"

namespace lethe::api {
namespace {

struct InvitationList {
  std::vector<room::InvitationSummary> invitations;
  static constexpr auto fields() { return std::tuple{field("invitations", &InvitationList::invitations)}; }
};

}  // namespace

Response create_invitation(Call& call) {
  const std::string& room = call.parameter(0);
  return json(201, call.parts.keeper.change(call, room,
                                            [room, body = Body<room::InvitationSpec>(call.request.body)](
                                                room::Service& s, const room::Actor& a) {
                                              return s.rooms().invite(a, room, body.value());
                                            }));
}

Response list_invitations(Call& call) {
  return json(200, InvitationList{call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) {
                return s.rooms().invitations(a, room);
              })});
}

Response delete_invitation(Call& call) {
  call.parts.keeper.change(call, call.parameter(0),
                           [room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
                             s.rooms().revoke(a, room, id);
                           });
  return {.status = 204};
}

}  // namespace lethe::api
