// SPDX-License-Identifier: AGPL-3.0-or-later
// What is set of a room. Declared once: the API takes and shows, the store keeps and an account's data list what stands
// here. The PIN is apart, because nobody gets to see it. Plain values.
#pragma once

#include <string>
#include <tuple>

#include "mcu/base/field.hpp"

namespace lethe::room {

struct RoomSettings {
  std::string name = "Room";
  int capacity = 50;
  bool locked = false;         // nobody comes in any more but hosts
  bool lobby = false;          // guests wait until they are admitted
  std::string max_step = {};   // nobody gets a better one; empty: the best that there is
  bool own_layouts = false;    // everybody may choose a layout for themselves
  int shares = 1;              // screens at the same time
  bool chat = true;            // off: for moderators only
  bool spoken_chat = false;    // a voice says lines whose writers want it
  bool mute_on_entry = false;  // who enters starts muted; hosts do not
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
