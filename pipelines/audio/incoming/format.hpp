// SPDX-License-Identifier: AGPL-3.0-or-later
// The only format inside the audio mixer, 48 kHz in ticks of 20 ms, with times in samples.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <span>

#include "pipelines/base/frame.hpp"

namespace lethe::audio {

using media::Seat;
using media::Time;

inline constexpr int sample_rate = 48'000;
inline constexpr int tick_samples = 960;
inline constexpr std::chrono::milliseconds tick_length{20};
inline constexpr int packet_samples_max = 5760;  // 120 ms, the longest Opus packet (RFC 6716)

using Samples = std::array<std::int16_t, tick_samples>;
using Sum = std::array<std::int32_t, tick_samples>;  // cannot overflow below 65,536 talkers

// One tick of a voice or a mix. Without `stereo`, ignore `right`: both channels are `left`.
struct Sound {
  Samples left{}, right{};
  bool stereo = false;
};

constexpr std::int64_t samples_of(std::chrono::nanoseconds t) { return t.count() * 6 / 125'000; }
constexpr std::chrono::nanoseconds nanoseconds_of(std::int64_t samples) {
  return std::chrono::nanoseconds(samples * 125'000 / 6);
}

// Copies with spare capacity, so that a buffer fits everything after a while.
inline void copy_payload(std::span<const std::uint8_t> from, media::Bytes& to) {
  if (to.capacity() < from.size()) to.reserve(std::max<std::size_t>(256, std::bit_ceil(from.size())));
  to.assign(from.begin(), from.end());
}

}  // namespace lethe::audio
