// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants and policy to wire::Scene: who sees and hears whom. Pure, so that it is tested without media.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "room/service.hpp"

namespace lethe::room {

inline constexpr std::uint32_t gallery_view = 1;
inline constexpr std::size_t tiles_max = 25;

// What the scene needs to know of a participant whose media session lives.
struct Member {
  wire::Seat seat = 0;
  Role role = Role::Participant;
  bool microphone = true, camera = true, speaking = false;
  std::optional<std::chrono::steady_clock::time_point> last_spoke;
};

// One gallery for all. Members come in the order in which they joined, and so do their tiles; when there are more than
// tiles_max, those who spoke last have one. Viewers receive the gallery, have no tile and are not heard.
// The revision is left at 0.
wire::Scene make_scene(const std::vector<Member>& members, int canvas_width, int canvas_height);

}  // namespace lethe::room
