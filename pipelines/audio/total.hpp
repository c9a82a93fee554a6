// SPDX-License-Identifier: AGPL-3.0-or-later
// The sum of all voices in one tick, in one channel as long as that suffices. Plain loops over whole ticks, which the
// compiler vectorises. Pure.
#pragma once

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

struct Total {
  Sum left{}, right{};  // `right` is only valid when `stereo`
  bool stereo = false;

  void clear() {
    left.fill(0);
    stereo = false;
  }
  void add(const Sound& voice) {
    if (voice.stereo && !stereo) right = left;
    stereo = stereo || voice.stereo;
    put(left, voice.left);
    if (stereo) put(right, voice.stereo ? voice.right : voice.left);
  }
  void without(const Sound& voice, Total& rest) const {  // `voice` must have been added
    rest.stereo = stereo;
    take(left, voice.left, rest.left);
    if (stereo) take(right, voice.stereo ? voice.right : voice.left, rest.right);
  }

 private:
  static void put(Sum& sum, const Samples& samples) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += samples[i];
  }
  static void take(const Sum& sum, const Samples& samples, Sum& rest) {
    for (std::size_t i = 0; i < sum.size(); ++i) rest[i] = sum[i] - samples[i];
  }
};

}  // namespace lethe::audio
