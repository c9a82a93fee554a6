// SPDX-License-Identifier: AGPL-3.0-or-later
// What one tile showed in successive composites. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/bench/measuring/composite_look.hpp"

namespace lethe::bench {

class TileRecord {
 public:
  // Of a composite with this RTP timestamp (90 kHz). Whether it shows a picture that the one before did not.
  bool note(const TileLook& look, std::uint32_t rtp_timestamp) {
    if (look.fault.empty())
      ++right_;
    else
      fault_ = look.fault;
    if (shown_) gap_most_ms_ = std::max(gap_most_ms_, (rtp_timestamp - since_) / 90.0);
    if (!look.counter || look.counter == shown_) return false;
    shown_ = look.counter;
    since_ = rtp_timestamp;
    ++fresh_;
    return true;
  }

  int right() const { return right_; }
  const std::string& fault() const { return fault_; }  // the last one
  int fresh() const { return fresh_; }                 // pictures shown, the first one among them
  double gap_most_ms() const {
    return gap_most_ms_;
  }  // the longest time from one to the next, or to the last composite

 private:
  int right_ = 0, fresh_ = 0;
  std::optional<int> shown_;
  std::uint32_t since_ = 0;  // of the first composite that showed it
  double gap_most_ms_ = 0;
  std::string fault_;
};

}  // namespace lethe::bench
