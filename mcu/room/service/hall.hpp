// SPDX-License-Identifier: AGPL-3.0-or-later
// Shared by the services: all rooms, all credentials, and how an actor's room is found. Owned by Service;
// control thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mcu/room/access/credentials.hpp"
#include "mcu/room/access/policy.hpp"
#include "mcu/room/access/tickets.hpp"
#include "mcu/room/model/record.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {

// Uses the given attendance log, which must outlive it like `media`; null: none.
class Hall {
 public:
  Hall(const Loop& control, Media& media, Limits limits, const std::vector<ApiKey>& keys, Labels labels, Now now,
       WallNow wall, Attendance* attendance, Speaking speaking);
  Hall(const Hall&) = delete;  // its members refer to each other
  Hall& operator=(const Hall&) = delete;

  // Throws NotFound for a room that does not exist or does not concern the actor. The second also throws Forbidden.
  Room& find(const Actor& actor, const std::string& id) const;
  Room& find(const Actor& actor, const std::string& id, Action action) const;
  Room* at(const std::string& id) const;   // without an actor; null if there is none
  Room& get(const std::string& id) const;  // without an actor; throws NotFound
  // For the actor's own media; for a participant whose layout the actor may choose. Otherwise throws Forbidden,
  // or NotFound if there is no such room or participant.
  Room& own_media(const Actor& actor, const std::string& id, const std::string& participant) const;
  Room& own_layout(const Actor& actor, const std::string& id, const std::string& participant) const;
  // Checks what can keep out an actor who may join: throws Unauthorized (the invitation is no longer valid), WrongPin,
  // RoomLocked, RoomLimit.
  void check_entrance(const Actor& actor, Room& room, const Entrance& entrance) const;
  bool has_to_wait(const Actor& actor, Room& room) const;  // in the lobby
  static bool is_full(Room& room) {
    return std::cmp_greater_equal(room.places_taken(), room.profile().settings().capacity);
  }
  // A salted hash that is kept in memory instead of the network itself; 0: none.
  std::size_t share_of(const std::string& network) const;

  Room& add(const std::string& id, Owner owner);
  Room& add(std::shared_ptr<Room> room);
  void end(const std::string& id);
  std::string new_id() const;
  void check_limit(const Owner& owner) const;  // throws RoomLimit
  // Throws InvalidField. Unchanged settings are not checked, because the limits may have been different when they were
  // set.
  RoomSettings wanted(Room& room, const RoomPatch& patch) const;
  InvitationView invite(Room& room, const InvitationSpec& spec, const std::string& maker = {}) const;
  // Counts a use; whoever still waits by it after its last one is turned away. No effect if it is empty or gone.
  void use_invitation(Room& room, const std::string& invitation) const;
  // Nobody comes by it any more, neither who waits nor who left. Throws NotFound.
  static void revoke_invitation(Room& room, const std::string& invitation);
  std::optional<ReturningActor> returning(const Secret& token) const;

  Limits limits;
  const Now now;
  const WallNow wall;
  Credentials credentials;
  Tickets tickets;
  Totals totals;
  std::map<Subscription, std::string> subscriptions;  // to the room
  std::function<void(Subscription)> on_ended;
  OnNotice on_notice;
  const EventLog::Ended ended = [this](Subscription subscription) {
    subscriptions.erase(subscription);
    if (on_ended) on_ended(subscription);
  };
  const Surroundings& around() const { return around_; }
  bool is_current() const { return around_.control.is_current(); }  // for CHECK_ON

 private:
  std::ptrdiff_t taken() const;
  bool full() const { return taken() >= limits.rooms; }
  bool has_its_share(const Owner& owner, std::size_t network) const;

  const Labels labels_;
  const Speaking speaking_;
  NoAttendance no_attendance_;
  const std::string network_salt_;
  const Surroundings around_;

 public:
  std::map<std::string, std::shared_ptr<Room>> rooms;  // last: destroyed first, as they use the above
};

}  // namespace lethe::room
