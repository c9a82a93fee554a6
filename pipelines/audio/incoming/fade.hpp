// SPDX-License-Identifier: AGPL-3.0-or-later
// Fades a voice in or out amid sound: a straight ramp over one tick, so that neither clicks. Pure; owned by the Talker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lethe::audio {

// Samples are interleaved if there is more than one channel.
inline void ramp(std::span<std::int16_t> samples, std::size_t channels, float from, float to) {
  const std::size_t frames = samples.size() / channels;
  const float step = frames > 0 ? (to - from) / static_cast<float>(frames) : 0;
  for (std::size_t i = 0; i < frames; ++i)
    for (std::size_t c = 0; c < channels; ++c) {
      auto& sample = samples[i * channels + c];
      sample = static_cast<std::int16_t>(static_cast<float>(sample) * (from + step * static_cast<float>(i)));
    }
}

class Fade {
 public:
  explicit Fade(bool in) : in_(in) {}

  void set(bool in) { in_ = in; }  // without a ramp, while there is no sound
  bool in() const { return in_; }
  // Processes one tick, so that the voice is in or out at its end. Returns false if nothing of it is audible.
  bool apply(std::span<std::int16_t> samples, std::size_t channels, bool in) {
    const bool was = in_;
    in_ = in;
    if (was != in) ramp(samples, channels, was ? 1 : 0, in ? 1 : 0);
    return was || in;
  }

 private:
  bool in_;
};

}  // namespace lethe::audio
