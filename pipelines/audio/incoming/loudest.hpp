// SPDX-License-Identifier: AGPL-3.0-or-later
// Chooses the loudest, who are decoded and mixed. Pure; used by the MixingDesk on the tick thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "pipelines/audio/incoming/format.hpp"
#include "pipelines/audio/incoming/level.hpp"

namespace lethe::audio {

// Loudness of one stream as perceived, from the levels of its packets: rises within a tenth of a second, so that a
// cough or a click does not count, and falls within half a second, so that gaps between words do not count.
class Loudness {
 public:
  static constexpr float floor = 80;  // -dBov; everything quieter is equal
  void hear(int level, int samples) {
    const float next = std::min(static_cast<float>(level), floor);
    const float time = next < value_ ? 4'800.0F : 24'000.0F;
    value_ += (next - value_) * std::min(1.0F, static_cast<float>(samples) / time);
  }
  float value() const { return value_; }  // -dBov: less is louder
  void reset() { value_ = floor; }

 private:
  float value_ = floor;
};

struct Candidate {
  // Each tick:
  float loudness = Loudness::floor;  // -dBov
  bool audible = false;              // sounds now or is about to
  bool first = false;                // before all others: shared music
  // Kept by choose_loudest:
  bool chosen = false;
  Time since{};
};

// An audible participant takes a free place at once. If there is none, inaudible ones give theirs up; and a participant
// who has been in for `hold` gives way to one who is louder by `margin`, so that two of similar loudness do not
// alternate. A place is kept while nobody needs it.
inline constexpr float loudest_margin = 6;  // dB
inline constexpr std::chrono::milliseconds loudest_hold{1000};
void choose_loudest(std::span<Candidate* const> candidates, std::size_t most, Time now);

}  // namespace lethe::audio
