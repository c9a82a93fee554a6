// SPDX-License-Identifier: AGPL-3.0-or-later
// The mixer's clock: ticks at absolute times, 20 ms apart, with their RTP timestamps. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

// Catches up at most three missed ticks; earlier ones are left out, which the timestamps show.
class TickClock {
 public:
  static constexpr int catch_up = 3;
  static constexpr std::chrono::milliseconds late{10};  // a tick that starts later counts as late

  TickClock(Time start, std::uint32_t rtp_timestamp) : next_(start), rtp_timestamp_(rtp_timestamp) {}

  struct Tick {
    Time at;  // nominal
    std::uint32_t rtp_timestamp;
  };
  Time next() const { return next_; }
  std::optional<Tick> due(Time now) {  // call until it returns none
    if (now < next_) return std::nullopt;
    const auto behind = (now - next_) / tick_length;
    if (now - next_ > late) ++late_;
    if (behind > catch_up) {
      const auto skipped = behind - catch_up;
      next_ += skipped * tick_length;
      rtp_timestamp_ += static_cast<std::uint32_t>(skipped) * tick_samples;
      late_ += static_cast<std::uint64_t>(skipped);
    }
    const Tick tick{next_, rtp_timestamp_};
    next_ += tick_length;
    rtp_timestamp_ += tick_samples;
    return tick;
  }
  std::uint64_t late_ticks() const { return late_; }

 private:
  Time next_;
  std::uint32_t rtp_timestamp_;
  std::uint64_t late_ = 0;
};

}  // namespace lethe::audio
