// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/room_service.hpp"

#include <algorithm>
#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {
namespace {

constexpr int open_room_invitations = 40;  // two from each of the last 20 starts

RoomView seen_by(const Actor& actor, Room& room) {
  RoomView view = room.view();
  if (allowed(actor, Action::Admit)) view.waiting = static_cast<int>(room.lobby().size());
  if (!allowed(actor, Action::Join)) return view;
  view.needs_pin = view.has_pin && !allowed(actor, Action::EnterWithoutPin);
  if (const auto* invited = std::get_if<InvitationActor>(&actor)) {
    view.role = invited->role;
    view.uses_left = room.profile().invitations().uses_left(invited->invitation);
  }
  if (const auto* back = std::get_if<ReturningActor>(&actor)) view.role = back->role;
  return view;
}

}  // namespace

RoomView RoomService::create(const Actor& actor, const RoomPatch& spec, const std::string& pin_hash) {
  CHECK_ON(hall_);
  require(actor, Action::CreateRoom);
  auto room = std::make_shared<Room>(hall_.around(), hall_.new_id(), owner_of(actor));
  room->profile().take(hall_.wanted(*room, spec), pin_hash);
  hall_.check_limit(room->profile().owner());
  hall_.add(room);
  hall_.around().tell(room->profile().notice(Notice::room_created));
  return seen_by(actor, *room);
}

std::vector<RoomView> RoomService::all(const Actor& actor) const {
  CHECK_ON(hall_);
  require(actor, Action::ListRooms);
  std::vector<RoomView> views;
  for (const auto& [id, room] : hall_.rooms)
    if (concerns(actor, id, room->profile().owner())) views.push_back(seen_by(actor, *room));
  return views;
}

RoomView RoomService::read(const Actor& actor, const std::string& room) const {
  return seen_by(actor, hall_.find(actor, room, Action::ReadRoom));
}

RoomView RoomService::patch(const Actor& actor, const std::string& id, const RoomPatch& patch,
                            std::optional<std::uint64_t> if_revision, const std::string& pin_hash) {
  Room& room = hall_.find(actor, id, Action::EditRoom);
  const RoomSettings wanted = hall_.wanted(room, patch);
  if (if_revision && *if_revision != room.view().revision) throw Error(Code::PreconditionFailed);
  room.edit(wanted, patch.pin ? pin_hash : std::string(room.profile().pin_hash()));
  return seen_by(actor, room);
}

void RoomService::remove(const Actor& actor, const std::string& id) {
  const Owner owner = hall_.find(actor, id, Action::EndRoom).profile().owner();
  const bool for_good = owner.kind != Owner::Kind::Account || owner_of(actor) == owner;
  auto stays = for_good ? std::nullopt : record(id);
  if (stays) stays->way_back_key.clear();
  hall_.end(id);
  if (stays) restore(id, stays);
}

InvitationView RoomService::invite(const Actor& actor, const std::string& room, const InvitationSpec& spec) {
  Room& inviting = hall_.find(actor, room, Action::Invite);
  const Participant* maker = inviting.people().find(participant_of(actor));
  return hall_.invite(inviting, spec, maker ? maker->stay : std::string());
}

std::vector<InvitationSummary> RoomService::invitations(const Actor& actor, const std::string& id) const {
  Invitations& invitations = hall_.find(actor, id, Action::Invite).profile().invitations();
  invitations.expire(hall_.wall());
  return invitations.list();
}

void RoomService::revoke(const Actor& actor, const std::string& id, const std::string& invitation) {
  Hall::revoke_invitation(hall_.find(actor, id, Action::Invite), invitation);
}

std::optional<RoomRecord> RoomService::record(const std::string& id) const {
  const Room* room = hall_.at(id);
  return room ? std::optional(room->record()) : std::nullopt;
}

void RoomService::restore(const std::string& id, const std::optional<RoomRecord>& record) {
  Room* room = hall_.at(id);
  if (record)
    (room ? *room : hall_.add(id, record->owner)).restore(*record);
  else if (room)
    hall_.end(id);
}

void RoomService::account_erased(const std::string& account) {
  CHECK_ON(hall_);
  std::vector<std::string> owned;
  for (const auto& [id, room] : hall_.rooms)
    if (room->profile().owner() == Owner{Owner::Kind::Account, account}) owned.push_back(id);
  for (const auto& id : owned) hall_.end(id);
}

void RoomService::logged_out(const std::string& account) {
  CHECK_ON(hall_);
  const Owner owner{Owner::Kind::Account, account};
  for (const auto& [id, room] : hall_.rooms)
    if (room->profile().owner() == owner) room->events().end_owner(hall_.ended);
}

RoomService::OpenRoom RoomService::open(const std::string& name) {
  CHECK_ON(hall_);
  const auto fresh = std::make_shared<Room>(hall_.around(), hall_.new_id(), Owner{});
  RoomPatch named;
  named.settings.set(&RoomSettings::name, name);
  const RoomSettings wanted = hall_.wanted(*fresh, named);
  const auto known = std::find_if(hall_.rooms.begin(), hall_.rooms.end(), [&](const auto& one) {
    const Profile& profile = one.second->profile();
    return profile.owner() == Owner{} && profile.settings().name == wanted.name;
  });
  Room& room = known == hall_.rooms.end() ? hall_.add(fresh) : *known->second;
  if (known == hall_.rooms.end()) {
    room.profile().take(wanted, {});
    hall_.around().tell(room.profile().notice(Notice::room_created));
  }
  // Leaves room for two more.
  room.profile().invitations().keep_newest(
      static_cast<std::size_t>(std::clamp(hall_.limits.invitations_per_room, 2, open_room_invitations)) - 2);
  const auto invite = [&](Role role) { return hall_.invite(room, {.role = role, .expires_in = {}, .uses = {}}); };
  return {room.profile().id(), invite(Role::Moderator), invite(Role::Participant)};
}

}  // namespace lethe::room
