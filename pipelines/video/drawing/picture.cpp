// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/picture.hpp"

extern "C" {
#include <libavutil/frame.h>
}

#include <algorithm>

#include "mcu/base/check.hpp"

namespace lethe::video {

Picture::Picture(AVFrame& frame) : frame_(av_frame_alloc()) {
  CHECK(frame_ != nullptr);
  av_frame_move_ref(frame_, &frame);
}

Picture::~Picture() {
  av_frame_free(&frame_);
  if (pool_) pool_->give(drawn_);
}

Pixels Picture::pixels() const {
  return {{frame_->data[0], frame_->data[1], frame_->data[2]},
          {frame_->linesize[0], frame_->linesize[1], frame_->linesize[2]},
          frame_->width,
          frame_->height};
}

int Picture::width() const { return frame_->width; }
int Picture::height() const { return frame_->height; }

const Image* Picture::drawn(int width, int height) const {
  const auto found = std::find_if(drawn_.begin(), drawn_.end(),
                                  [&](const Image& tile) { return tile.width() == width && tile.height() == height; });
  return found == drawn_.end() ? nullptr : &*found;
}

}  // namespace lethe::video
