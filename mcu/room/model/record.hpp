// SPDX-License-Identifier: AGPL-3.0-or-later
// The stored state of a room; nothing about who is inside. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/layout.hpp"
#include "mcu/room/model/room_documents.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::room {

struct InvitationRecord {
  std::string id, token_hash;
  Role role = Role::Participant;
  std::optional<WallTime> expires;
  std::optional<int> uses_left;
  std::string label = {};                // by whoever made it
  std::optional<WallTime> created = {};  // in whole seconds; absent in rooms of an older lethe
  std::optional<WallTime> used = {};     // the start of the day of its last use
  bool operator==(const InvitationRecord&) const = default;

  InvitationSummary summary() const {
    InvitationSummary view{.id = id, .role = role, .uses_left = uses_left};
    if (expires) view.expires_at = rfc3339(*expires);
    if (!label.empty()) view.label = label;
    if (created) view.created_at = rfc3339(*created);
    if (used) view.last_used_on = rfc3339(*used).substr(0, std::string_view("2026-01-01").size());
    return view;
  }
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
