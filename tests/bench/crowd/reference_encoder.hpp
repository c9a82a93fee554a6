// SPDX-License-Identifier: AGPL-3.0-or-later
// The encoder of the floor and of the synthetic senders. Its settings are fixed whatever the server chooses, so that a
// cheaper and worse encode in the server shows as a lower SSIM, not as a better ratio. One thread.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/gst/element.hpp"
#include "pipelines/video/drawing/image.hpp"

namespace lethe::bench {

class ReferenceEncoder {
 public:
  // After gst::warm_up(). kbit/s.
  ReferenceEncoder(media::VideoCodec codec, int width, int height, int fps, int bitrate);
  // The next picture; the first is a key frame, later ones are not.
  media::Bytes encode(video::Image& picture);

 private:
  int fps_;
  std::int64_t index_ = 0;
  gst::Element element_;
};

}  // namespace lethe::bench
