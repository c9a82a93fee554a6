// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of an account's room from run to run: nothing of who is in it. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "room/actor.hpp"
#include "room/layout.hpp"
#include "room/time.hpp"

namespace lethe::room {

struct InvitationRecord {
  std::string id, token_hash;
  Role role = Role::Participant;
  std::optional<WallTime> expires;
  std::optional<int> uses_left;
  bool operator==(const InvitationRecord&) const = default;
};

struct RoomRecord {
  std::string id, account, name;
  int capacity = 0;
  bool locked = false, lobby = false;
  std::string pin_hash;  // empty: no PIN
  std::string created_at;
  std::string max_step;  // name
  bool own_layouts = false;
  int shares = 1;
  bool chat = true, spoken_chat = false;
  Layout layout;  // without the people whom it names
  std::vector<InvitationRecord> invitations;
  bool operator==(const RoomRecord&) const = default;
};

}  // namespace lethe::room
