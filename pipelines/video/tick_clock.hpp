// SPDX-License-Identifier: AGPL-3.0-or-later
// When composites are due, and their RTP clock. A missed tick is skipped, never caught up. Time comes from the caller;
// one thread.
#pragma once

#include "pipelines/base/frame.hpp"

namespace lethe::video {

inline std::chrono::nanoseconds tick_length(int fps) { return std::chrono::nanoseconds(1'000'000'000 / fps); }

class TickClock {
 public:
  TickClock(int fps, media::Time start, std::uint32_t rtp_base) : fps_(fps), start_(start), rtp_base_(rtp_base) {}

  media::Time next() const { return at(index_); }

  struct Tick {
    media::Time at;
    std::int64_t index;
    std::uint32_t rtp_timestamp;  // 90 kHz
  };
  // The tick to make at `now` (next() or later): the latest one; skips the ones before.
  Tick take(media::Time now) {
    while (at(index_ + 1) <= now) {
      ++index_;
      ++late_;
    }
    const Tick tick{at(index_), index_, rtp_base_ + static_cast<std::uint32_t>(index_ * 90'000 / fps_)};
    ++index_;
    return tick;
  }
  std::uint64_t late() const { return late_; }  // ticks skipped

 private:
  media::Time at(std::int64_t index) const { return start_ + std::chrono::nanoseconds(index * 1'000'000'000 / fps_); }

  int fps_;
  media::Time start_;
  std::uint32_t rtp_base_;
  std::int64_t index_ = 0;
  std::uint64_t late_ = 0;
};

}  // namespace lethe::video
