// SPDX-License-Identifier: AGPL-3.0-or-later
// The port that receives the encoded composites.
#pragma once

#include <memory>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

using media::Seat;

// Notifications of the mixer; called on its threads, must not block.
class Output {
 public:
  virtual ~Output() = default;
  virtual void on_encoded(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) = 0;
  virtual void on_source_key_frame_wanted(media::SourceId source) = 0;
  virtual void on_video_changed(const wire::VideoChanged& change) = 0;
  virtual void on_layout_shown(const wire::LayoutShown& shown) = 0;
};

}  // namespace lethe::video
