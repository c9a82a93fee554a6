// SPDX-License-Identifier: AGPL-3.0-or-later
// Counters of the mixer's threads; any thread may read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

struct Tally {
  std::atomic<std::uint64_t> decoded{0}, undecodable{0}, dropped{0}, composed{0}, encoded{0}, key_frames{0},
      late_ticks{0}, decode_us{0}, encode_us{0}, late_us{0}, ticks{0}, views{0}, encoders{0};
};

// Adds the microseconds of its lifetime.
class Stopwatch {
 public:
  explicit Stopwatch(std::atomic<std::uint64_t>& sum) : sum_(sum) {}
  ~Stopwatch() { sum_ += microseconds(media::Clock::now() - begin_); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  static std::uint64_t microseconds(media::Clock::duration time) {
    const auto count = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
  }

 private:
  std::atomic<std::uint64_t>& sum_;
  const media::Time begin_ = media::Clock::now();
};

}  // namespace lethe::video
