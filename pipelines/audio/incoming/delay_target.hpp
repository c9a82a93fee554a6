// SPDX-License-Identifier: AGPL-3.0-or-later
// Measures the arrival jitter of one stream and determines its playout delay. Pure; owned by the stream's jitter
// buffer.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

namespace lethe::audio {

// All values in samples at 48 kHz. A packet's transit is its arrival minus its media time; only differences are
// meaningful. The target is the larger of two measures: the 97th percentile of the transit above the shortest one of
// the last seconds (a histogram with a time constant of 10 s), and twice the interarrival jitter of RFC 3550, section
// 6.4.1, which reacts sooner.
class DelayTarget {
 public:
  static constexpr std::int64_t least = 960, most = 9600;  // 20 to 200 ms

  void arrived(std::int64_t at, std::int64_t media);
  std::int64_t target() const;                               // above base()
  std::int64_t base() const { return base_ * bin; }          // transit of the fastest packets
  std::int64_t offset() const { return base() + target(); }  // media time + this = playout time

 private:
  static constexpr std::int64_t bin = 240;         // 5 ms
  static constexpr std::int64_t window = 192'000;  // the shortest transit of the last 4 to 8 s counts
  void rebase(std::int64_t base);

  std::array<float, 81> share_{};  // of packets, by bin above base_; sums to 1; the last: beyond 400 ms
  std::int64_t base_ = 0;          // bins
  std::int64_t shortest_before_ = std::numeric_limits<std::int64_t>::max(), shortest_ = shortest_before_;  // bins
  std::int64_t window_end_ = 0, last_transit_ = 0;
  float jitter_ = 0;
  std::uint32_t packets_ = 0;
};

}  // namespace lethe::audio
