// SPDX-License-Identifier: AGPL-3.0-or-later
// Notices about rooms for frontends outside: the content of webhooks. Plain values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mcu/room/model/event_documents.hpp"

namespace lethe::room {

struct Notice {
  static constexpr std::string_view room_created = "room.created";  // the others are named as the room's events
  // room.created, room.ended, participant.joined, participant.left, participant.waiting
  std::string_view type;
  std::string room, room_name;
  struct Person {
    std::string id, display_name;
    Role role = Role::Participant;
  };
  std::optional<Person> person = {};   // for participant.… notices
  std::optional<Leaving> reason = {};  // of participant.left
};
using OnNotice = std::function<void(const Notice&)>;  // on the control thread; must not block or call back

}  // namespace lethe::room
