// SPDX-License-Identifier: AGPL-3.0-or-later
// Which step of the ladder a viewer's line carries, from estimates of it: down at once, or where only a little is
// missing when that lasts; up when there has been room to spare for a while, and later each time that going up did not
// hold, the more room the sooner. Pure; time is given. Control thread.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>

#include "mcu/room/model/capabilities.hpp"

namespace lethe::room {

// What watching on a step costs on the line, kbit/s: pictures and sound with the headers of IP, UDP, RTP and SRTP.
int line_kbps(const StepView& step, int audio_kbps, int audio_frame_ms);

class StepChoice {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Begins on the best step that costs no more than this, until the first estimate.
  static constexpr int start_kbps = 300;

  // `costs`: of each step, best step first; they outlive this.
  StepChoice(std::span<const int> costs, Time now);

  int step() const { return step_; }  // index
  bool hear(int kbps, Time now);      // an estimate; true when the step is another one now
  // The estimates are young, and better steps likely.
  bool looking() const { return looking_; }

 private:
  int best_within(double kbps) const;  // the last one when none is
  int least_bad(int kbps) const;       // to be on or to fall to; not quite the last one as long as that nearly holds
  bool fall_to(int step, int kbps, Time now);

  std::span<const int> costs_;
  int step_;
  Time began_;
  std::optional<Time> up_at_, short_since_;        // until it fell; there has been a little too little
  std::array<std::optional<Time>, 3> room_since_;  // scarce, ample, plenty
  std::chrono::milliseconds patience_;
  bool looking_ = true;
};

}  // namespace lethe::room
