// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures as JPEG, for viewers without JavaScript. Owned by the tick thread.
#pragma once

#include <array>
#include <memory>

#include "pipelines/base/frame.hpp"
#include "pipelines/video/drawing/image.hpp"

struct AVCodecContext;
struct AVFrame;
struct AVPacket;

namespace lethe::video {

class JpegEncoder {
 public:
  // Throws Error Internal, as encode does, when the codec fails.
  JpegEncoder(int width, int height);
  ~JpegEncoder();
  JpegEncoder(JpegEncoder&&) = default;

  media::Bytes encode(const Image& picture);

 private:
  struct Free {
    void operator()(AVCodecContext* context) const;
    void operator()(AVFrame* frame) const;
    void operator()(AVPacket* packet) const;
  };
  std::unique_ptr<AVCodecContext, Free> context_;
  std::unique_ptr<AVFrame, Free> frame_;
  std::unique_ptr<AVPacket, Free> packet_;
};

}  // namespace lethe::video
