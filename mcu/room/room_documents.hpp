// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms and the invitations to them as JSON on the API: camelCase, times RFC 3339 UTC. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "base/field.hpp"
#include "base/secret.hpp"
#include "room/actor.hpp"

namespace lethe::room {

struct RoomPatch {  // POST /rooms, PATCH /rooms/{room}
  std::optional<std::string> name = {};
  std::optional<int> capacity = {};
  std::optional<bool> locked = {};
  std::optional<std::string> max_step = {};  // nobody gets a better one
  std::optional<bool> own_layouts = {};      // everybody may choose a layout for themselves
  std::optional<int> shares = {};            // screens at the same time
  std::optional<bool> lobby = {};            // guests wait until they are admitted
  std::optional<Secret> pin = {};            // 4 to 12 digits that guests have to know, kept as a hash; empty: none
  std::optional<bool> chat = {};             // off: for moderators only
  std::optional<bool> spoken_chat = {};      // a voice says lines whose writers want it
  static constexpr auto fields() {
    return std::tuple{field("name", &RoomPatch::name, {1, 200}),
                      field("capacity", &RoomPatch::capacity, {1, 1000}),
                      field("locked", &RoomPatch::locked),
                      field("maxStep", &RoomPatch::max_step, {1, 32}),
                      field("ownLayouts", &RoomPatch::own_layouts),
                      field("lobby", &RoomPatch::lobby),
                      field("pin", &RoomPatch::pin, {0, 12}),
                      field("shares", &RoomPatch::shares, {0, 9}),
                      field("chat", &RoomPatch::chat),
                      field("spokenChat", &RoomPatch::spoken_chat)};
  }
};
struct RoomView {
  std::string id, name;
  int capacity = 0, participants = 0;
  bool locked = false, lobby = false, has_pin = false;
  std::string created_at;
  std::string max_step;
  bool own_layouts = false;
  int shares = 1;
  bool chat = true, spoken_chat = false;
  std::uint64_t revision = 0;  // of all that can be edited: the ETag
  static constexpr auto fields() {
    return std::tuple{field("id", &RoomView::id),
                      field("name", &RoomView::name),
                      field("capacity", &RoomView::capacity),
                      field("participants", &RoomView::participants),
                      field("locked", &RoomView::locked),
                      field("lobby", &RoomView::lobby),
                      field("hasPin", &RoomView::has_pin),
                      field("createdAt", &RoomView::created_at),
                      field("maxStep", &RoomView::max_step),
                      field("ownLayouts", &RoomView::own_layouts),
                      field("shares", &RoomView::shares),
                      field("chat", &RoomView::chat),
                      field("spokenChat", &RoomView::spoken_chat)};
  }
};

struct InvitationSpec {  // POST /rooms/{room}/invitations
  Role role = Role::Participant;
  std::optional<int> expires_in;  // seconds; absent: as long as the room
  std::optional<int> uses;        // absent: any number
  static constexpr auto fields() {
    return std::tuple{field("role", &InvitationSpec::role).or_default(),
                      field("expiresIn", &InvitationSpec::expires_in, {1, 31'536'000}),
                      field("uses", &InvitationSpec::uses, {1, 100'000})};
  }
};
struct InvitationView {  // the token is told once, here; only its hash is kept
  std::string id;
  Role role = Role::Participant;
  std::string token, join_url;
  std::optional<std::string> expires_at;
  std::optional<int> uses_left;
  static constexpr auto fields() {
    return std::tuple{field("id", &InvitationView::id),
                      field("role", &InvitationView::role),
                      field("token", &InvitationView::token),
                      field("joinUrl", &InvitationView::join_url),
                      field("expiresAt", &InvitationView::expires_at),
                      field("usesLeft", &InvitationView::uses_left)};
  }
};

struct InvitationSummary {  // the token is known to who got the link, and to nobody else
  std::string id;
  Role role = Role::Participant;
  std::optional<std::string> expires_at = {};
  std::optional<int> uses_left = {};
  static constexpr auto fields() {
    return std::tuple{field("id", &InvitationSummary::id), field("role", &InvitationSummary::role),
                      field("expiresAt", &InvitationSummary::expires_at),
                      field("usesLeft", &InvitationSummary::uses_left)};
  }
};

}  // namespace lethe::room
