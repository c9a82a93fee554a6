// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes lines of the log of what one media process reports. Whoever took that process over chooses what it reports and
// when; therefore the lines are few, and their numbers small: SECURITY.md says how much can be kept that way. Owned by
// the Worker; control thread.
#pragma once

#include <chrono>
#include <cstdint>

#include "mcu/wire/report.hpp"

namespace lethe::worker {

class Reports {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr int lines_at_once = 6;
  static constexpr std::chrono::minutes line_again_after{10};

  // Writes it to the log, or drops it: when there were too many, or when the last words have been said.
  void take(const wire::Report& report, Clock::time_point now);
  std::uint64_t dropped() const { return dropped_; }
  void log_dropped()
      const;  // at the end of the process; only the magnitude, because the number is an intruder's choice

 private:
  bool may_log(Clock::time_point now);

  Clock::time_point all_again_{};  // when lines_at_once are allowed again
  bool ended_ = false;             // by last words
  std::uint64_t dropped_ = 0;
};

}  // namespace lethe::worker
