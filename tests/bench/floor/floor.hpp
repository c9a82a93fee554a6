// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor of a case: the same streams decoded with the server's decoder, the same composites and mixes encoded with
// the reference settings, and nothing else. CPU time of decoding and encoding only, on one thread; drawing is free.
// Either one tick directly after another, with warm caches; or live, asleep until the next tick is due, like any
// server.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tests/bench/crowd/clip.hpp"
#include "tests/bench/measuring/composite_look.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {

struct FloorEncode {
  media::VideoCodec codec = media::VideoCodec::Vp8;
  int width = 1280, height = 720, fps = 25, bitrate = 1000;  // kbit/s
};

struct FloorSpec {
  Layout layout;                     // its tiles' senders are decoded
  std::vector<FloorEncode> encodes;  // one for each (view, step, codec) in use
  int talkers = 0;                   // decoded: those who are mixed
  int mixes = 0;                     // distinct ones, each encoded once
  int audio_bitrate = 32;            // kbit/s
};

struct FloorCost {
  double video_cores = 0, audio_cores = 0;
  double decode_ms = 0, encode_ms = 0;  // a picture, a tick's composites
  double kbps = 0, ssim = 0;            // of the first encode
  double cores() const { return video_cores + audio_cores; }
};

// Measures it both ways: adds `floor_cores`, `floor_live_cores` and the ratios of `server_cores` to them. Returns the
// cost of the first.
FloorCost tell_floor(const FloorSpec& spec, std::span<const std::shared_ptr<const Clip>> clips, Json& result);

}  // namespace lethe::bench
