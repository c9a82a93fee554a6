// SPDX-License-Identifier: AGPL-3.0-or-later
// The rate by delay: decreases below what arrives when the delay grows, and increases in small steps while it does not
// (draft-ietf-rmcat-gcc-02, 5.5). Network thread; time is given.
#pragma once

#include "pipelines/congestion/bit_rate.hpp"
#include "pipelines/congestion/delay_trend.hpp"

namespace lethe::congestion {

class RateControl {
 public:
  explicit RateControl(BitRate start) : rate_(start) {}

  BitRate rate() const { return rate_; }
  // `arriving`: the rate that the receiver gets now, if known.
  void update(DelayTrend::Usage usage, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip,
              media::Time now);
  // Sets a rate that the path was seen to carry.
  void set(BitRate rate);

 private:
  void decrease(std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, media::Time now);
  void increase(std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, Seconds since_last);

  BitRate rate_;
  std::optional<media::Time> updated_at_, decreased_at_;
  std::optional<BitRate> limit_;  // the delay grew near it
};

}  // namespace lethe::congestion
