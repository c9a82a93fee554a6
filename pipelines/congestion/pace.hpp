// SPDX-License-Identifier: AGPL-3.0-or-later
// Paces pictures on a link that they fill, so that a large picture does not delay the sound behind it. Network thread;
// time is given.
#pragma once

#include <algorithm>
#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/congestion/bit_rate.hpp"

namespace lethe::congestion {

// The share of the link's capacity at which pictures leave. Below one leaves room for sound: on links where one packet
// takes long, and where packets already wait (`full`) and have to leave first.
inline double picture_share(BitRate line, bool full) {
  constexpr auto thin = BitRate::kbit(100);
  if (full) return 0.4;
  return line < thin ? 0.5 : 1.5;
}

class Pace {
 public:
  // Empty: no pacing.
  void set(std::optional<BitRate> rate, media::Time now) {
    if (rate && !rate_) refilled_at_ = now;
    rate_ = rate;
  }
  // Nothing leaves until then. Each receiver report that requires it renews the hold, so that a path without reports
  // holds nothing back for long.
  static constexpr std::chrono::milliseconds held_for{300};
  void hold(media::Time until) { held_until_ = until; }
  bool may_send(media::Time now) {
    if (now < held_until_) return false;
    if (!rate_) return true;
    const Seconds since = now - refilled_at_;
    refilled_at_ = now;
    budget_ =
        std::min(budget_ + static_cast<double>(rate_->bytes_in(since)), static_cast<double>(rate_->bytes_in(burst)));
    return budget_ >= 0;
  }
  void sent(std::size_t bytes) {
    if (rate_) budget_ -= static_cast<double>(bytes);
  }

 private:
  static constexpr Seconds burst{0.04};
  std::optional<BitRate> rate_;
  double budget_ = 0;  // bytes; negative: sent ahead
  media::Time refilled_at_{}, held_until_{};
};

}  // namespace lethe::congestion
