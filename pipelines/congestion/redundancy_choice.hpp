// SPDX-License-Identifier: AGPL-3.0-or-later
// How many packets repeat a sound frame, by the measured loss and its burstiness: more at once, fewer when not needed
// for a while. Pure; time is given. Network thread.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::congestion {

class RedundancyChoice {
 public:
  // Takes packets in the order of sending.
  void add(bool lost, media::Time now) {
    ++packets_;
    if (lost) ++lost_;
    if (lost && !lost_before_) ++bursts_;
    lost_before_ = lost;
    if (packets_ < enough) return;
    const double loss = static_cast<double>(lost_) / static_cast<double>(packets_);
    if (loss >= one_from) one_at_ = now;
    if (loss >= two_from) two_at_ = now;
    if (loss >= one_from && lost_ > bursts_ * long_from) four_at_ = now;
    packets_ = lost_ = bursts_ = 0;
  }
  // 0, 1, 2 or, with bursts of losses, 4.
  int copies(media::Time now) const {
    if (recent(four_at_, now)) return 4;
    if (recent(two_at_, now)) return 2;
    return recent(one_at_, now) ? 1 : 0;
  }

 private:
  static constexpr std::size_t enough = 40;
  static constexpr double one_from = 0.01, two_from = 0.07;  // share of lost packets
  static constexpr std::size_t long_from = 2;                // mean number of packets lost in a row
  static constexpr std::chrono::seconds kept{10};
  std::size_t packets_ = 0, lost_ = 0, bursts_ = 0;
  bool lost_before_ = false;
  static bool recent(const std::optional<media::Time>& at, media::Time now) { return at && now - *at < kept; }
  std::optional<media::Time> one_at_, two_at_, four_at_;
};

}  // namespace lethe::congestion
