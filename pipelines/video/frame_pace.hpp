// SPDX-License-Identifier: AGPL-3.0-or-later
// Selects the ticks for a step's pictures: its rate evenly out of the ticks, and less while nothing moves. Time comes
// from the caller; one thread.
#pragma once

#include <algorithm>

#include "pipelines/video/tick_clock.hpp"

namespace lethe::video {

class Pace {
 public:
  // The encoder refines a still picture for this long; afterwards it is only repeated from time to time, for viewers
  // that lost something.
  static constexpr std::chrono::milliseconds refined_after{1000}, repeated_every{1000};
  // For viewers whose player stops, including sound, when pictures stop.
  static constexpr std::chrono::milliseconds repeated_every_when_steady{200};

  Pace(int ticks_per_second, int fps) : ticks_(ticks_per_second), fps_(std::min(fps, ticks_per_second)) {}

  int fps() const { return fps_; }
  bool on_beat(std::int64_t tick) const { return (tick + 1) * fps_ / ticks_ != tick * fps_ / ticks_; }

  void set_steady(bool steady) { repeated_ = steady ? repeated_every_when_steady : repeated_every; }

  // True if the composite of a beat is to be encoded; `changed`: it differs from the last call's.
  bool pass(media::Time now, bool changed) {
    if (changed) changed_ = now;
    if (now - changed_ >= refined_after && now - passed_ < repeated_) return false;
    passed_ = now;
    return true;
  }

 private:
  int ticks_, fps_;
  media::Time changed_{}, passed_{};
  std::chrono::milliseconds repeated_ = repeated_every;
};

}  // namespace lethe::video
