// SPDX-License-Identifier: AGPL-3.0-or-later
// A decoded picture. Shares the decoder's buffer, is never written to and may be read from any thread.
#pragma once

#include <memory>

#include "pipelines/video/image.hpp"

struct AVFrame;

namespace lethe::video {

class Picture {
 public:
  explicit Picture(AVFrame& frame);  // takes the frame's references; leaves it empty. I420 only
  ~Picture();
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  Pixels pixels() const;
  int width() const;
  int height() const;

 private:
  AVFrame* frame_;
};

}  // namespace lethe::video
