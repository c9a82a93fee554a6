// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/profile.hpp"

#include <algorithm>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

Profile profile_of(const wire::Configure& settings, const wire::Part& part, bool stereo) {
  // A step outside the ladder becomes the lowest one. Control sends none, and silence would be worse.
  const std::size_t last = settings.steps.size() - 1;
  const wire::Step& step = settings.steps[std::min(static_cast<std::size_t>(part.step), last)];
  Profile profile;
  profile.kilobits = step.audio_bitrate;
  profile.ticks = std::clamp(step.audio_frame_ms / static_cast<int>(tick_length.count()), 1, 6);
  if (stereo && step.audio_bitrate >= stereo_from) {
    profile.channels = 2;
    profile.kilobits = 2 * step.audio_bitrate;
  }
  return profile;
}

}  // namespace lethe::audio
