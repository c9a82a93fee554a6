// SPDX-License-Identifier: AGPL-3.0-or-later
// One stream's encoder: pictures in, coded frames out, without delay. Create after gst::warm_up(); owned by the tick
// thread. Key frames only on demand and at the start.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/gst/element.hpp"
#include "pipelines/video/drawing/image.hpp"

namespace lethe::video {

class Encoder {
 public:
  struct Settings {
    media::VideoCodec codec = media::VideoCodec::Vp8;
    int width = 0, height = 0;
    int fps = 25;
    int bitrate = 1200;  // kbit/s
  };
  struct Coded {
    bool key = false;
    media::Bytes data;
  };

  // Like encode, throws Error Internal when the codec fails; then the encoder is unusable.
  explicit Encoder(const Settings& settings);

  void force_key_frame();  // the next picture
  // `since_start` must grow. Empty when the codec produces no frame for this picture.
  std::optional<Coded> encode(Image& picture, std::chrono::nanoseconds since_start);

 private:
  Settings settings_;
  gst::Element element_;
};

}  // namespace lethe::video
