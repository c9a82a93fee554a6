// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings a sum of voices into 16 bits. One for each mix, on the tick thread. Pure.
#pragma once

#include "pipelines/audio/total.hpp"

namespace lethe::audio {

// A peak limiter over blocks of 2.5 ms. The gain runs in straight lines between block borders and is at no border above
// what either neighbour allows, so a peak is met by a ramp that begins before it; it recovers by 6 dB in 300 ms, which
// is not heard as pumping. Only a peak in a tick's very first block cannot be foreseen: a soft knee above -1 dB
// catches what is left of it. Both sides of a stereo mix get the same gain, so that nothing moves.
class Limiter {
 public:
  void apply(const Total& in, Sound& out);

 private:
  float gain_ = 1;  // at the last border
};

}  // namespace lethe::audio
