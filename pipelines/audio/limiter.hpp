// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits a sum of voices to 16 bits. One per mix, on the tick thread. Pure.
#pragma once

#include "pipelines/audio/total.hpp"

namespace lethe::audio {

// A peak limiter over blocks of 2.5 ms. The gain is piecewise linear between block borders and at no border above what
// either neighbour allows, so a peak is met by a ramp that starts before it. It recovers by 6 dB in 300 ms, which is
// not audible as pumping. Only a peak in a tick's first block cannot be foreseen; a soft knee above -1 dB catches the
// rest of it. Both channels of a stereo mix get the same gain, so that nothing moves.
class Limiter {
 public:
  void apply(const Total& in, Sound& out);

 private:
  float gain_ = 1;  // at the last border
};

}  // namespace lethe::audio
