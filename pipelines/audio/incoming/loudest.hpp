// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is among the loudest, and so decoded and mixed. Pure; used by the MixingDesk on the tick thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "pipelines/audio/incoming/format.hpp"
#include "pipelines/audio/incoming/level.hpp"

namespace lethe::audio {

// Loudness of one stream as an ear would rank it, from the levels of its packets: it takes a tenth of a second to rise,
// so that a cough or a click is nothing, and half a second to fall, so that the gaps between words are nothing.
class Loudness {
 public:
  static constexpr float floor = 80;  // -dBov; quieter is all alike
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
  bool first = false;                // goes before all others: shared music
  // Kept by choose_loudest:
  bool chosen = false;
  Time since{};
};

// Whoever is audible takes a free place at once. When there is none, those give theirs up who are not audible; and
// somebody who has been in for `hold` gives it to somebody who is louder by `margin`, so that two who are about
// equally loud do not take turns. A place is kept as long as nobody needs it.
inline constexpr float loudest_margin = 6;  // dB
inline constexpr std::chrono::milliseconds loudest_hold{1000};
void choose_loudest(std::span<Candidate* const> candidates, std::size_t most, Time now);

}  // namespace lethe::audio
