// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/lip_sync.hpp"

#include <algorithm>

namespace lethe::audio {

std::chrono::nanoseconds LipSyncWait::update(std::int64_t audio_offset, std::int64_t video_offset, bool silent,
                                             media::Time now) {
  if (audio_offset == media::LipSync::unknown || video_offset == media::LipSync::unknown) return wait_;
  // A step takes some ticks to show in the measured offset; a second step before that would be too many.
  constexpr auto settle = 5 * step;
  if (now - last_step_ < (silent ? std::chrono::nanoseconds(settle) : std::chrono::nanoseconds(pace))) return wait_;
  const std::chrono::nanoseconds behind(video_offset - audio_offset);
  auto wait = wait_;
  if (behind > ignored) wait = std::min<std::chrono::nanoseconds>(wait_ + step, most);
  if (behind < -ignored) wait = std::max<std::chrono::nanoseconds>(wait_ - step, std::chrono::nanoseconds(0));
  if (wait != wait_) last_step_ = now;
  return wait_ = wait;
}

}  // namespace lethe::audio
