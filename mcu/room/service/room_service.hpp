// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms and the invitations to them: made, read, edited, ended. Part of Service, whose rules hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/room_documents.hpp"

namespace lethe::room {

class Hall;
struct RoomRecord;

class RoomService {
 public:
  explicit RoomService(Hall& hall) : hall_(hall) {}  // which outlives it

  // `pin_hash`: of the PIN in the specification, made by the caller because it takes its time.
  RoomView create(const Actor&, const RoomPatch&, const std::string& pin_hash = {});
  std::vector<RoomView> all(const Actor&) const;  // those the actor owns, or the one it is in
  RoomView read(const Actor&, const std::string& room) const;
  RoomView patch(const Actor&, const std::string& room, const RoomPatch&, std::optional<std::uint64_t> if_revision,
                 const std::string& pin_hash = {});
  // For good by its owner. A moderator inside of an account's room ends the meeting only: everybody is out, the room
  // stays its owner's.
  void remove(const Actor&, const std::string& room);

  InvitationView invite(const Actor&, const std::string& room, const InvitationSpec&);
  std::vector<InvitationSummary> invitations(const Actor&, const std::string& room) const;
  void revoke(const Actor&, const std::string& room, const std::string& invitation);

  // Rooms outlive a run of the server. Whoever calls has them in the store; nothing here has.
  std::optional<RoomRecord> record(const std::string& room) const;                 // none: there is no such room
  void restore(const std::string& room, const std::optional<RoomRecord>& record);  // makes it so; none: ends the room

  void account_erased(const std::string& account);  // ends its rooms
  void logged_out(const std::string& account);      // ends what it reads of events

  // A room that belongs to nobody (tools/run, --open-room): the one of that name, or a new one. Its earlier invitations
  // stay good, the newest of them.
  struct OpenRoom {
    std::string room;
    InvitationView host, guest;
  };
  OpenRoom open(const std::string& name);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
