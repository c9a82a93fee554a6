// SPDX-License-Identifier: AGPL-3.0-or-later
// The output of a synthetic participant, encoded once before measuring: a moving, textured head on a ground of its own
// hue, stamped, and a tone of its own. Played in a loop that starts with a key frame. Immutable.
#pragma once

#include <memory>
#include <vector>

#include "pipelines/base/frame.hpp"

namespace lethe::bench {

inline constexpr int camera_width = 640, camera_height = 360, camera_fps = 25, camera_bitrate = 600;  // kbit/s

struct Clip {
  int sender = 0;
  media::VideoCodec codec = media::VideoCodec::Vp8;
  std::vector<media::Bytes> video;  // camera_fps; empty: audio only
  std::vector<media::Bytes> thumb;  // small and slow, for who is asked for next to nothing: 5 fps
  std::vector<media::Bytes> audio;  // Opus, 20 ms each
  int level = 127;                  // of the audio, RFC 6464
};

inline constexpr int thumb_width = 160, thumb_height = 90, thumb_fps = 5;

struct ClipSpec {
  int senders = 1;     // sharing the full scale of the mix
  int pictures = 250;  // of the loop, at most stamp_counters
  bool video = true;
  media::VideoCodec codec = media::VideoCodec::Vp8;
};

// The tone of a sender in Hz: all can be told apart in 200 ms.
double tone_of(int sender);
int amplitude_of(int senders);  // of 32768

// Clips of the senders 0 … count - 1, made on both cores.
std::vector<std::shared_ptr<const Clip>> make_clips(int count, const ClipSpec& spec);
std::shared_ptr<const Clip> make_silence();  // of somebody who does not talk

}  // namespace lethe::bench
