// SPDX-License-Identifier: AGPL-3.0-or-later
// How much one stream's audio waits for the same participant's video. Pure; owned by the Talker.
#pragma once

#include <chrono>
#include <cstdint>

#include "pipelines/base/frame.hpp"

namespace lethe::audio {

class LipSyncWait {
 public:
  static constexpr std::chrono::milliseconds most{150};
  static constexpr std::chrono::milliseconds step{20};
  static constexpr std::chrono::milliseconds ignored{30};  // smaller differences are ignored: nobody notices
  static constexpr std::chrono::milliseconds pace{1000};   // between two steps while somebody talks

  // The wait from now on. The offsets are those of LipSync; the audio's includes the present wait. `silent`: a step is
  // inaudible, so it is taken at once.
  std::chrono::nanoseconds update(std::int64_t audio_offset, std::int64_t video_offset, bool silent, media::Time now);
  std::chrono::nanoseconds wait() const { return wait_; }

 private:
  std::chrono::nanoseconds wait_{0};
  media::Time last_step_{};
};

}  // namespace lethe::audio
