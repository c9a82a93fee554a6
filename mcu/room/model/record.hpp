// SPDX-License-Identifier: AGPL-3.0-or-later
// The stored state of a room; nothing about who is inside. Plain values.
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
  Layout layout = {};  // without named participants
  std::vector<InvitationRecord> invitations = {};
  // The start of the day on which somebody was last inside or invited; 0 for an account's room, which stays.
  WallTime used{};
  std::string way_back_key = {};  // of the current meeting; empty: none
  bool operator==(const RoomRecord&) const = default;
};

}  // namespace lethe::room
