// SPDX-License-Identifier: AGPL-3.0-or-later
// What a mix is encoded as. Listeners with the same profile share one encode. Pure.
#pragma once

#include <compare>
#include <cstdint>

#include "mcu/wire/command.hpp"

namespace lethe::audio {

struct Profile {
  int kilobits = 32;  // a second
  int ticks = 1;      // of 20 ms in a packet: 1, 2, 3 or 6
  int channels = 1;
  auto operator<=>(const Profile&) const = default;
};

// Stereo is for shared music; below this rate it would cost more clarity than it gives width.
inline constexpr int stereo_from = 24;  // kbit/s

// Frames of n ticks begin at every nth tick of the mixer, for all listeners alike. Where frames of all lengths begin, a
// listener changes from one profile to another with neither gap nor overlap; it waits 100 ms for that at most.
inline constexpr std::uint64_t common_border = 6;  // ticks
constexpr bool frame_begins(const Profile& profile, std::uint64_t tick) {
  return tick % static_cast<std::uint64_t>(profile.ticks) == 0;
}

// Of a part of the scene: its step's. `stereo`: music can be heard.
Profile profile_of(const wire::Configure& settings, const wire::Part& part, bool stereo);

}  // namespace lethe::audio
