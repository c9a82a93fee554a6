// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/joining.hpp"
#include "api/handlers/room_keeper.hpp"
#include "api/http/rate_limiter.hpp"

namespace lethe::api {
namespace {

struct ParticipantList {
  std::vector<room::ParticipantView> participants;
  static constexpr auto fields() { return std::tuple{field("participants", &ParticipantList::participants)}; }
};

}  // namespace

Response list_participants(Call& call) {
  return json(200, ParticipantList{call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) {
                return s.people().all(a, room);
              })});
}

room::Joined join(Call& call, const std::string& room, const Body<room::JoinSpec>& body) {
  const bool onion = call.request.onion;
  if (onion && body.read() && !body.value().listening)
    throw Error(Code::Forbidden, "Over the onion service, join with listening: true.");
  room::Entrance entrance{onion ? "onion" : call.request.client, {}, public_network(call.request.client)};
  entrance.pin_hash =
      call.ask([room](room::Service& s, const room::Actor& a) { return s.people().pin_needed(a, room); });
  if (!entrance.pin_hash.empty()) call.parts.pins.check(room, call.request.client, body.value().pin, entrance.pin_hash);
  return call.parts.keeper.change_anyway(call, room, [room, body, entrance](room::Service& s, const room::Actor& a) {
    return s.people().join(a, room, body.value(), entrance);
  });
}

Response join_room(Call& call) {
  const auto joined = join(call, call.parameter(0), Body<room::JoinSpec>(call.request.body));
  Response response = json(joined.participant.state == room::Admission::Waiting ? 202 : 201, joined);
  response.headers.emplace_back("Location",
                                "/api/v1/rooms/" + joined.room.id + "/participants/" + joined.participant.id);
  return response;
}

Response get_participant(Call& call) {
  return json(200, call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    return s.people().read(a, room, id);
  }));
}

Response patch_participant(Call& call) {
  const Body<room::ParticipantPatch> body(call.request.body);
  const auto patch = [room = call.parameter(0), id = call.parameter(1), body](room::Service& s, const room::Actor& a) {
    return s.people().patch(a, room, id, body.value());
  };
  // A role affects the way back, whose key is in the store.
  const bool of_room = body.read() && body.value().role;
  return json(200, of_room ? call.parts.keeper.change_anyway(call, call.parameter(0), patch) : call.ask(patch));
}

Response remove_participant(Call& call) {
  const std::string& room = call.parameter(0);
  call.parts.keeper.change_anyway(call, room, [room, id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.people().remove(a, room, id);
  });
  return {.status = 204};
}

Response leave_for_now(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.people().leave_for_now(a, room, id);
  });
  return {.status = 204};
}

Response revoke_invitation_of(Call& call) {
  const std::string& room = call.parameter(0);
  call.parts.keeper.change(call, room, [room, id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.people().revoke_invitation_of(a, room, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
