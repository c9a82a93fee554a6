// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/hall.hpp"

#include <algorithm>
#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/access/way_back.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"

namespace lethe::room {
namespace {
constexpr int name_characters = 100;
}

Hall::Hall(const Loop& control, Media& media, Limits lim, const std::vector<ApiKey>& keys, Labels labels, Now clock,
           WallNow wall_clock, Attendance* attendance, Speaking speaking)
    : limits(std::move(lim)),
      now(std::move(clock)),
      wall(std::move(wall_clock)),
      credentials(keys),
      labels_(std::move(labels)),
      speaking_(std::move(speaking)),
      network_salt_(random_id(16)),
      around_{control,     media,   limits,
              credentials, labels_, now,
              ended,       wall,    attendance ? *attendance : no_attendance_,
              on_notice,   totals,  speaking_} {}

Room* Hall::at(const std::string& id) const {
  CHECK_ON(*this);
  const auto at = rooms.find(id);
  return at == rooms.end() ? nullptr : at->second.get();
}

Room& Hall::get(const std::string& id) const {
  if (Room* room = at(id)) return *room;
  throw Error(Code::NotFound);
}

Room& Hall::find(const Actor& actor, const std::string& id) const {
  Room& room = get(id);
  if (!concerns(actor, id, room.profile().owner())) throw Error(Code::NotFound);
  return room;
}

Room& Hall::find(const Actor& actor, const std::string& id, Action action) const {
  Room& room = find(actor, id);
  require(actor, action);
  return room;
}

Room& Hall::own_media(const Actor& actor, const std::string& id, const std::string& participant) const {
  Room& room = find(actor, id, Action::SendMedia);
  room.people().get(participant);
  if (!is_self(actor, participant)) throw Error(Code::Forbidden);
  return room;
}

// Moderators choose for anybody; others for themselves, if the room permits it.
Room& Hall::own_layout(const Actor& actor, const std::string& id, const std::string& participant) const {
  Room& room = find(actor, id, Action::ReadLayout);
  room.people().get(participant);
  if (!is_self(actor, participant) || !room.profile().settings().own_layouts) require(actor, Action::ChooseLayout);
  return room;
}

void Hall::check_entrance(const Actor& actor, Room& room, const Entrance& entrance) const {
  const Profile& profile = room.profile();
  const auto* invited = std::get_if<InvitationActor>(&actor);
  if (invited && !profile.invitations().valid(invited->invitation, wall())) throw Error(Code::Unauthorized);
  if (!allowed(actor, Action::EnterWithoutPin) && profile.pin_hash() != entrance.pin_hash) throw Error(Code::WrongPin);
  if (profile.settings().locked && !allowed(actor, Action::EnterLockedRoom)) throw Error(Code::RoomLocked);
  if (room.places_taken() > 0 || profile.owner().kind != Owner::Kind::Account) return;
  if (full()) throw Error(Code::RoomLimit);
  if (has_its_share(profile.owner(), share_of(entrance.network)))
    throw Error(Code::RoomLimit,
                "So many rooms of this account or this network are in use that the rest is for others.");
}

bool Hall::has_to_wait(const Actor& actor, Room& room) const {
  const auto* invited = std::get_if<InvitationActor>(&actor);
  return (room.profile().settings().lobby && !allowed(actor, Action::PassLobby)) ||
         (invited && room.meeting().distrusts(invited->invitation));
}

// Empty rooms of accounts do not count.
std::ptrdiff_t Hall::taken() const {
  return std::count_if(rooms.begin(), rooms.end(), [](const auto& one) {
    return one.second->profile().owner().kind != Owner::Kind::Account || one.second->places_taken() > 0;
  });
}

// An account, or a network, may hold at most as many rooms as remain free, so nobody can take all of them.
bool Hall::has_its_share(const Owner& owner, std::size_t network) const {
  const auto held_by = [&](const auto& holds) {
    return std::count_if(rooms.begin(), rooms.end(), [&](const auto& one) {
      return one.second->profile().owner().kind == Owner::Kind::Account && one.second->places_taken() > 0 &&
             holds(*one.second);
    });
  };
  const std::ptrdiff_t held =
      std::max(held_by([&](Room& room) { return room.profile().owner() == owner; }),
               network == 0 ? 0 : held_by([&](Room& room) { return room.meeting().opened_from() == network; }));
  return held > 0 && held >= limits.rooms - taken();
}

std::size_t Hall::share_of(const std::string& network) const {
  return network.empty() ? 0 : std::hash<std::string>{}(network_salt_ + network) | 1;
}

Room& Hall::add(const std::string& id, Owner owner) {
  return add(std::make_shared<Room>(around_, id, std::move(owner)));
}

Room& Hall::add(std::shared_ptr<Room> room) {
  CHECK_ON(*this);
  return *rooms.emplace(room->profile().id(), room).first->second;
}

void Hall::end(const std::string& id) {
  CHECK_ON(*this);
  const auto room = rooms.extract(id);
  room.mapped()->end();
}

std::string Hall::new_id() const {
  std::string id;
  do id = random_id(10);
  while (rooms.contains(id));
  return id;
}

void Hall::check_limit(const Owner& owner) const {
  if (owner.kind != Owner::Kind::Account) {
    if (full()) throw Error(Code::RoomLimit);
  } else if (std::count_if(rooms.begin(), rooms.end(), [&](const auto& one) {
               return one.second->profile().owner() == owner;
             }) >= limits.rooms_per_account) {
    throw Error(Code::RoomLimit, "This account has reached its room limit.");
  }
}

RoomSettings Hall::wanted(Room& room, const RoomPatch& patch) const {
  const RoomSettings& before = room.profile().settings();
  RoomSettings after = patch.settings.onto(before);
  if (after.name != before.name) after.name = clean_name(after.name, "/name", name_characters);
  if (after.capacity != before.capacity && after.capacity > limits.participants_per_room)
    throw Error(Code::InvalidField, {},
                {{"/capacity", "must be at most " + std::to_string(limits.participants_per_room)}});
  return after;
}

InvitationView Hall::invite(Room& room, const InvitationSpec& spec, const std::string& maker) const {
  Invitations& invitations = room.profile().invitations();
  invitations.expire(wall());
  if (std::cmp_greater_equal(invitations.count(), limits.invitations_per_room))
    throw Error(Code::RoomLimit, "This room has reached its invitation limit.");
  InvitationSpec clean = spec;
  if (!spec.label.empty()) clean.label = clean_name(spec.label, "/label", name_characters);
  room.profile().touch();
  return invitations.add(clean, limits.public_url, wall(), maker);
}

void Hall::use_invitation(Room& room, const std::string& invitation) const {
  Invitations& invitations = room.profile().invitations();
  if (!invitations.has(invitation)) return;
  invitations.use(invitation, wall());
  if (!invitations.has(invitation)) room.lobby().deny_all_by(invitation);
}

void Hall::revoke_invitation(Room& room, const std::string& invitation) {
  room.profile().invitations().revoke(invitation);
  room.meeting().renew_ways_back();  // participants who came by it and left cannot return
  room.lobby().deny_all_by(invitation);
}

std::optional<ReturningActor> Hall::returning(const Secret& token) const {
  const auto back = read_way_back(token.reveal());
  Room* room = back ? at(back->room) : nullptr;
  return room && room->meeting().lets_back(token.reveal()) ? back : std::nullopt;
}

}  // namespace lethe::room
