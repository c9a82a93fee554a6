// SPDX-License-Identifier: AGPL-3.0-or-later
// What the mixer's threads count; read from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace lethe::video {

struct Tally {
  std::atomic<std::uint64_t> decoded{0}, undecodable{0}, dropped{0}, composed{0}, encoded{0}, key_frames{0},
      late_ticks{0};
};

}  // namespace lethe::video
