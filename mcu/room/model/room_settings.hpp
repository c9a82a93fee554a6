// SPDX-License-Identifier: AGPL-3.0-or-later
// The settings of a room, declared once: the API accepts and shows them, the store keeps them, and an account's data
// list them. The PIN is separate, because nobody may see it. Plain values.
#pragma once

#include <string>
#include <tuple>

#include "mcu/base/field.hpp"

namespace lethe::room {

struct RoomSettings {
  std::string name = "Room";
  int capacity = 50;
  bool locked = false;         // only hosts can enter
  bool lobby = false;          // guests wait until they are admitted
  std::string max_step = {};   // upper bound for everybody; empty: the best
  bool own_layouts = true;     // participants may choose their own layout
  int shares = 1;              // screens at the same time
  bool chat = true;            // off: for moderators only
  bool spoken_chat = false;    // a voice speaks lines if their writers ask for it
  bool mute_on_entry = false;  // everybody except hosts starts muted
  bool operator==(const RoomSettings&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("name", &RoomSettings::name, {1, 400}),
                      field("capacity", &RoomSettings::capacity, {1, 1000}),
                      field("locked", &RoomSettings::locked),
                      field("lobby", &RoomSettings::lobby),
                      field("maxStep", &RoomSettings::max_step, {0, 32}),
                      field("ownLayouts", &RoomSettings::own_layouts),
                      field("shares", &RoomSettings::shares, {0, 9}),
                      field("chat", &RoomSettings::chat),
                      field("spokenChat", &RoomSettings::spoken_chat),
                      field("muteOnEntry", &RoomSettings::mute_on_entry)};
  }
};

}  // namespace lethe::room
