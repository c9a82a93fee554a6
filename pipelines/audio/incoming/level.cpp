// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/level.hpp"

#include <algorithm>
#include <cmath>

namespace lethe::audio {

int level_of(std::span<const std::int16_t> samples) {
  std::int64_t energy = 0;
  for (const std::int32_t s : samples) energy += static_cast<std::int64_t>(s * s);
  if (energy == 0) return level_silent;
  const double full = 32768.0 * 32768.0 * static_cast<double>(samples.size());
  return static_cast<int>(std::clamp(std::lround(-10 * std::log10(static_cast<double>(energy) / full)), 0L, 127L));
}

}  // namespace lethe::audio
