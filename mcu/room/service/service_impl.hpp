// SPDX-License-Identifier: AGPL-3.0-or-later
// What a Service has and how it finds a room for somebody. Only for the files that make up Service.
#pragma once

#include <algorithm>
#include <map>

#include "mcu/room/access/credentials.hpp"
#include "mcu/room/access/policy.hpp"
#include "mcu/room/access/tickets.hpp"
#include "mcu/room/access/way_back.hpp"
#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/record.hpp"
#include "mcu/room/room.hpp"
#include "mcu/room/service/service.hpp"

namespace lethe::room {

struct Service::Impl {
  Loop& loop;
  Limits limits;
  Labels labels;
  Now now;
  WallNow wall;
  Speaking speaking;
  NoAttendance no_attendance;
  Credentials credentials;
  EventLog::Ended ended = [this](Subscription subscription) {
    subscriptions.erase(subscription);
    if (on_ended) on_ended(subscription);
  };
  std::function<void(Subscription)> on_ended;
  std::function<void(const std::string&)> on_abandoned;
  MeetingOver on_meeting_over;
  OnNotice on_notice;
  std::map<Subscription, std::string> subscriptions;  // to the room
  std::uint64_t last_subscription = 0;
  Totals totals;
  Tickets tickets;
  Surroundings around;
  std::map<std::string, std::shared_ptr<Room>> rooms;
  const std::string network_salt = random_id(16);
  Loop::Timer timer;

  Impl(Loop& l, Media& media, Limits lim, const std::vector<ApiKey>& keys, Labels draw, Now clock, WallNow wall_clock,
       Attendance* attendance, Speaking speak)
      : loop(l),
        limits(std::move(lim)),
        labels(std::move(draw)),
        now(std::move(clock)),
        wall(std::move(wall_clock)),
        speaking(std::move(speak)),
        credentials(keys),
        around{media,     limits, credentials, labels, now, ended, wall, attendance ? *attendance : no_attendance,
               on_notice, totals, speaking} {}

  // A room that is not the actor's answers as one that never was.
  Room& find(const Actor& actor, const std::string& id) const {
    const auto at = rooms.find(id);
    if (at == rooms.end() || !concerns(actor, id, at->second->owner())) throw Error(Code::NotFound);
    return *at->second;
  }
  Room& find(const Actor& actor, const std::string& id, Action action) const {
    Room& room = find(actor, id);
    require(actor, action);
    return room;
  }
  // Rooms of accounts take nothing while nobody is in them.
  std::ptrdiff_t taken() const {
    return std::count_if(rooms.begin(), rooms.end(), [](const auto& one) {
      return one.second->owner().kind != Owner::Kind::Account || one.second->occupied();
    });
  }
  bool full() const { return taken() >= limits.rooms; }
  // An account, and a network, may hold no more rooms than it leaves free: nobody takes all of them.
  bool has_its_share(const Owner& owner, std::size_t network) const {
    const auto held_by = [&](const auto& holds) {
      return std::count_if(rooms.begin(), rooms.end(), [&](const auto& one) {
        return one.second->owner().kind == Owner::Kind::Account && one.second->occupied() && holds(*one.second);
      });
    };
    const std::ptrdiff_t held =
        std::max(held_by([&](const Room& room) { return room.owner() == owner; }),
                 network == 0 ? 0 : held_by([&](const Room& room) { return room.opened_from() == network; }));
    return held > 0 && held >= limits.rooms - taken();
  }
  // Stands for a network in memory, in its place; 0: none.
  std::size_t share_of(const std::string& network) const {
    return network.empty() ? 0 : std::hash<std::string>{}(network_salt + network) | 1;
  }
  void check_limit(const Owner& owner) const {
    if (owner.kind != Owner::Kind::Account) {
      if (full()) throw Error(Code::RoomLimit);
    } else if (std::count_if(rooms.begin(), rooms.end(), [&](const auto& one) {
                 return one.second->owner() == owner;
               }) >= limits.rooms_per_account) {
      throw Error(Code::RoomLimit, "This account has reached its room limit.");
    }
  }
  // The settings of the room with what is asked for. Throws InvalidField.
  RoomSettings wanted(const Room& room, const RoomPatch& patch) const;
  std::string new_id() const {
    std::string id;
    do id = random_id(10);
    while (rooms.contains(id));
    return id;
  }
  Room& add_room(const std::string& id, Owner owner) {
    return add_room(std::make_shared<Room>(around, id, std::move(owner)));
  }
  Room& add_room(std::shared_ptr<Room> room) { return *rooms.emplace(room->id(), room).first->second; }
  void end_room(const std::string& id) {
    const auto room = rooms.extract(id);
    room.mapped()->end();
  }
  std::optional<ReturningActor> returning(const Secret& token) const {
    const auto back = read_way_back(token.reveal());
    if (!back) return std::nullopt;
    const auto room = rooms.find(back->room);
    return room != rooms.end() && room->second->lets_back(token.reveal()) ? back : std::nullopt;
  }
  Room& own_media(const Actor& actor, const std::string& id, const std::string& participant) const {
    Room& room = find(actor, id, Action::SendMedia);
    room.participant(participant);
    if (!is_self(actor, participant)) throw Error(Code::Forbidden);
    return room;
  }
  // Moderators choose for anybody; others for themselves, where the room lets them.
  Room& own_layout(const Actor& actor, const std::string& id, const std::string& participant) const {
    Room& room = find(actor, id, Action::ReadLayout);
    room.participant(participant);
    if (!is_self(actor, participant) || !room.settings().own_layouts) require(actor, Action::ChooseLayout);
    return room;
  }
  // What keeps out whoever may join.
  void check_entrance(const Actor& actor, const Room& room, const Entrance& entrance) const {
    const auto* invited = std::get_if<InvitationActor>(&actor);
    if (invited && !room.invitations().valid(invited->invitation, wall())) throw Error(Code::Unauthorized);
    if (!allowed(actor, Action::EnterWithoutPin) && room.pin_hash() != entrance.pin_hash) throw Error(Code::WrongPin);
    if (room.settings().locked && !allowed(actor, Action::EnterLockedRoom)) throw Error(Code::RoomLocked);
    if (room.occupied() || room.owner().kind != Owner::Kind::Account) return;
    if (full()) throw Error(Code::RoomLimit);
    if (has_its_share(room.owner(), share_of(entrance.network)))
      throw Error(Code::RoomLimit,
                  "So many rooms of this account or this network are in use that the rest is for others.");
  }
  Room& for_device(const Actor& actor, const std::string& id, Device::Kind kind, const std::string& network) const;
  InvitationView invite(Room& room, const InvitationSpec& spec, const std::string& maker = {}) {
    room.invitations().expire(wall());
    if (std::cmp_greater_equal(room.invitations().count(), limits.invitations_per_room))
      throw Error(Code::RoomLimit, "This room has reached its invitation limit.");
    room.touch();
    return room.invitations().add(spec, limits.public_url, wall(), maker);
  }
};

}  // namespace lethe::room
