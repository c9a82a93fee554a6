// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms and their invitations as JSON in the API: camelCase, times in RFC 3339 UTC. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "mcu/base/changes.hpp"
#include "mcu/base/field.hpp"
#include "mcu/base/secret.hpp"
#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/room_settings.hpp"

namespace lethe::room {

struct RoomPatch {  // POST /rooms, PATCH /rooms/{room}
  Changes<RoomSettings> settings = {};
  std::optional<Secret> pin = {};  // 4 to 12 digits that guests must know, stored as a hash; empty: none
  static constexpr auto fields() {
    return std::tuple{embed(&RoomPatch::settings), field("pin", &RoomPatch::pin, {0, 12})};
  }
};
struct RoomView {
  std::string id;
  int participants = 0;
  bool has_pin = false;
  std::string created_at;
  RoomSettings settings;
  std::uint64_t revision = 0;  // of everything editable: the ETag
  // Only in answers about the room itself, for whoever asks; absent in events.
  std::optional<int> waiting = {};     // number of people in the lobby, for those who may admit them
  std::optional<Role> role = {};       // that the asker would join with, unless they may choose it
  std::optional<int> uses_left = {};   // of the asker's invitation, if its uses are limited
  std::optional<bool> needs_pin = {};  // the asker would have to enter the PIN; for those who may join
  static constexpr auto fields() {
    return std::tuple{field("id", &RoomView::id),
                      field("participants", &RoomView::participants),
                      field("hasPin", &RoomView::has_pin),
                      field("createdAt", &RoomView::created_at),
                      embed(&RoomView::settings),
                      field("waiting", &RoomView::waiting),
                      field("role", &RoomView::role),
                      field("usesLeft", &RoomView::uses_left),
                      field("needsPin", &RoomView::needs_pin)};
  }
};

struct InvitationSpec {  // POST /rooms/{room}/invitations
  Role role = Role::Participant;
  std::optional<int> expires_in;  // seconds; absent: as long as the room
  std::optional<int> uses;        // absent: any number
  std::string label = {};         // for the list of invitations; guests do not see it
  static constexpr auto fields() {
    return std::tuple{field("role", &InvitationSpec::role).or_default(),
                      field("expiresIn", &InvitationSpec::expires_in, {1, 31'536'000}),
                      field("uses", &InvitationSpec::uses, {1, 100'000}),
                      field("label", &InvitationSpec::label, {0, 400}).or_default()};
  }
};
struct InvitationView {  // the only time that the token is told; its hash is stored
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

struct InvitationSummary {  // without the token, which only people with the link know
  std::string id;
  Role role = Role::Participant;
  std::optional<std::string> expires_at = {};
  std::optional<int> uses_left = {};
  std::optional<std::string> label = {};
  std::optional<std::string> created_at = {};
  std::optional<std::string> last_used_on = {};  // a date, in UTC
  static constexpr auto fields() {
    return std::tuple{field("id", &InvitationSummary::id),
                      field("role", &InvitationSummary::role),
                      field("expiresAt", &InvitationSummary::expires_at),
                      field("usesLeft", &InvitationSummary::uses_left),
                      field("label", &InvitationSummary::label),
                      field("createdAt", &InvitationSummary::created_at),
                      field("lastUsedOn", &InvitationSummary::last_used_on)};
  }
};

}  // namespace lethe::room
