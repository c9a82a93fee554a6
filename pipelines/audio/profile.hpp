// SPDX-License-Identifier: AGPL-3.0-or-later
// How a mix is encoded. Listeners with the same profile share one encode. Pure.
#pragma once

#include <compare>
#include <cstdint>

#include "mcu/wire/command.hpp"

namespace lethe::audio {

struct Profile {
  int kilobits = 32;  // kbit/s
  int ticks = 1;      // ticks of 20 ms per packet: 1, 2, 3 or 6
  int channels = 1;
  auto operator<=>(const Profile&) const = default;
};

// Stereo is for shared music. Below this rate it would cost more clarity than it gains width.
inline constexpr int stereo_from = 24;  // kbit/s

// Frames of n ticks start at every nth tick of the mixer, for all listeners. Where frames of all lengths start, a
// listener changes its profile without gap or overlap; it waits at most 100 ms for that.
inline constexpr std::uint64_t common_border = 6;  // ticks
constexpr bool frame_begins(const Profile& profile, std::uint64_t tick) {
  return tick % static_cast<std::uint64_t>(profile.ticks) == 0;
}

// Of a part's step in the scene. `stereo`: music can be heard.
Profile profile_of(const wire::Configure& settings, const wire::Part& part, bool stereo);

}  // namespace lethe::audio
