// SPDX-License-Identifier: AGPL-3.0-or-later
// Loudness in -dBov as in RFC 6464: 0 is full scale, 127 is silence.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace lethe::audio {

inline constexpr int level_silent = 127;
inline constexpr int level_audible = 60;  // larger levels count as silence

int level_of(std::span<const std::int16_t> samples);

// Decides whether a stream is heard: opens with the first audible packet and closes when none came during the hold
// time, so that neither the start nor the fading end of a word is cut. Times in samples. Pure.
class SilenceGate {
 public:
  static constexpr std::int64_t hold = 48'000 * 2 / 5;  // 400 ms, longer than the closure of any consonant

  void hear(int level, std::int64_t at) {
    if (level <= level_audible) open_until_ = at + hold;
  }
  bool open(std::int64_t at) const { return at < open_until_; }
  void reset() { open_until_ = std::numeric_limits<std::int64_t>::min(); }

 private:
  std::int64_t open_until_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace lethe::audio
