// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lethe::audio {

// Counters since the mixer started: packets, or frames of 20 ms for `concealed` and `encoded`.
struct Counters {
  std::uint64_t decoded = 0, concealed = 0, recovered = 0 /* by FEC */, late = 0, undecodable = 0, encoded = 0,
                late_ticks = 0;
};

}  // namespace lethe::audio
