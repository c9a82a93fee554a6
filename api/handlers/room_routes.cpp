// SPDX-License-Identifier: AGPL-3.0-or-later
#include <charconv>
#include <limits>

#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"
#include "api/http/etag.hpp"

namespace lethe::api {
namespace {

struct RoomList {
  std::vector<room::RoomView> rooms;
  static constexpr auto fields() { return std::tuple{field("rooms", &RoomList::rooms)}; }
};

Response with_etag(Response response, const room::RoomView& room) {
  response.headers.emplace_back("ETag", strong_etag(std::to_string(room.revision)));
  return response;
}

// The value of If-Match. A foreign tag becomes a revision that no room has.
std::optional<std::uint64_t> wanted_revision(const std::string& if_match) {
  if (if_match.empty() || if_match == "*") return std::nullopt;
  std::uint64_t revision = 0;
  const char* const last = if_match.data() + if_match.size() - 1;
  const auto [end, failure] = std::from_chars(if_match.data() + 1, last, revision);
  if (if_match.size() < 3 || if_match.front() != '"' || *last != '"' || failure != std::errc{} || end != last)
    return std::numeric_limits<std::uint64_t>::max();
  return revision;
}

// Hashing is slow: only for valid credentials, and not on the control thread.
template <class Spec>
std::string pin_hash(const Call& call, const Body<Spec>& body) {
  const Spec* spec = body.read();
  if (spec == nullptr || !spec->pin) return {};
  call.actor();
  return call.parts.pins.hash(*spec->pin);
}

}  // namespace

Response list_rooms(Call& call) {
  return json(200, RoomList{call.ask([](room::Service& s, const room::Actor& a) { return s.rooms().all(a); })});
}

Response create_room(Call& call) {
  const Body<room::RoomPatch> body(call.request.body);
  const auto room =
      call.parts.keeper.create(call, [body, pin = pin_hash(call, body)](room::Service& s, const room::Actor& a) {
        return s.rooms().create(a, body.value(), pin);
      });
  Response response = with_etag(json(201, room), room);
  response.headers.emplace_back("Location", "/api/v1/rooms/" + room.id);
  return response;
}

Response get_room(Call& call) {
  const auto room =
      call.ask([id = call.parameter(0)](room::Service& s, const room::Actor& a) { return s.rooms().read(a, id); });
  return with_etag(json(200, room), room);
}

Response patch_room(Call& call) {
  const Body<room::RoomPatch> body(call.request.body);
  const auto room = call.parts.keeper.change(
      call, call.parameter(0),
      [id = call.parameter(0), body, pin = pin_hash(call, body), revision = wanted_revision(call.header("If-Match"))](
          room::Service& s, const room::Actor& a) { return s.rooms().patch(a, id, body.value(), revision, pin); });
  return with_etag(json(200, room), room);
}

Response delete_room(Call& call) {
  call.parts.keeper.change(call, call.parameter(0), [id = call.parameter(0)](room::Service& s, const room::Actor& a) {
    s.rooms().remove(a, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
