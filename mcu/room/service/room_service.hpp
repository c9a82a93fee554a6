// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms and their invitations: creating, reading, editing, ending. Part of Service, whose rules apply.
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
  explicit RoomService(Hall& hall) : hall_(hall) {}  // which must outlive it

  // `pin_hash`: of the PIN in the specification; computed by the caller, because hashing is slow.
  RoomView create(const Actor&, const RoomPatch&, const std::string& pin_hash = {});
  std::vector<RoomView> all(const Actor&) const;  // the actor's rooms, or the one it is in
  RoomView read(const Actor&, const std::string& room) const;
  RoomView patch(const Actor&, const std::string& room, const RoomPatch&, std::optional<std::uint64_t> if_revision,
                 const std::string& pin_hash = {});
  // The owner deletes the room permanently. A moderator inside an account's room ends only the meeting: everybody
  // leaves, and the owner keeps the room.
  void remove(const Actor&, const std::string& room);

  InvitationView invite(const Actor&, const std::string& room, const InvitationSpec&);
  std::vector<InvitationSummary> invitations(const Actor&, const std::string& room) const;
  void revoke(const Actor&, const std::string& room, const std::string& invitation);

  // Rooms outlive a run of the server. The caller stores them; nothing here does.
  std::optional<RoomRecord> record(const std::string& room) const;                 // none if there is no such room
  void restore(const std::string& room, const std::optional<RoomRecord>& record);  // none ends the room

  void account_erased(const std::string& account);  // ends its rooms
  void logged_out(const std::string& account);      // ends its event subscriptions

  // A room without an owner (tools/run, --open-room): the one with that name, or a new one. Its newest earlier
  // invitations stay valid.
  struct OpenRoom {
    std::string room;
    InvitationView host, guest;
  };
  OpenRoom open(const std::string& name);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
