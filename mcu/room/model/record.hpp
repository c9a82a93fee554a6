// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of a room from run to run: nothing of who is in it. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/layout.hpp"
#include "mcu/room/model/room_settings.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::room {

struct InvitationRecord {
  std::string id, token_hash;
  Role role = Role::Participant;
  std::optional<WallTime> expires;
  std::optional<int> uses_left;
  bool operator==(const InvitationRecord&) const = default;
};

struct RoomRecord {
  std::string id;
  Owner owner = {};
  RoomSettings settings = {};
  std::string pin_hash = {};  // empty: no PIN
  std::string created_at;
  Layout layout = {};  // without the people whom it names
  std::vector<InvitationRecord> invitations = {};
  // The first second of the day on which somebody was last in it, or invited to it; 0 for an account's, which stays.
  WallTime used{};
  std::string way_back_key = {};  // of the meeting that is going on; empty: of none
  bool operator==(const RoomRecord&) const = default;
};

}  // namespace lethe::room
