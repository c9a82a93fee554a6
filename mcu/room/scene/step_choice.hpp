// SPDX-License-Identifier: AGPL-3.0-or-later
// Chooses the step of the ladder that the link to a viewer carries, from estimates. Goes down at once, or after a while
// if only a little is missing. Goes up after room to spare has lasted for a while: the more room the sooner, and later
// after each failure. Pure; time is given. Control thread.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>

#include "mcu/room/model/capabilities.hpp"

namespace lethe::room {

// The bit rate of a step on the link, kbit/s: pictures and sound with IP, UDP, RTP and SRTP headers.
int line_kbps(const StepView& step, int audio_kbps, int audio_frame_ms);

class StepChoice {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Starts on the best step that costs no more than this, until the first estimate.
  static constexpr int start_kbps = 300;

  // `costs`: of each step, best step first; must outlive this.
  StepChoice(std::span<const int> costs, Time now);

  int step() const { return step_; }  // index
  bool hear(int kbps, Time now);      // takes an estimate; true if the step changes
  // The estimates are young, and a better step is likely.
  bool looking() const { return looking_; }

 private:
  int best_within(double kbps) const;  // the last one if none is
  int least_bad(int kbps) const;       // to stay on or fall to; not the last one while the one above nearly holds
  bool fall_to(int step, int kbps, Time now);

  std::span<const int> costs_;
  int step_;
  Time began_;
  std::optional<Time> up_at_, short_since_;        // time of the last step up; since when a little is missing
  std::array<std::optional<Time>, 3> room_since_;  // scarce, ample, plenty
  std::chrono::milliseconds patience_;
  bool looking_ = true;
};

}  // namespace lethe::room
