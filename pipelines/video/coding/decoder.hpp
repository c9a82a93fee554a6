// SPDX-License-Identifier: AGPL-3.0-or-later
// One stream's decoder (libavcodec, one thread, no delay). Owned by its source; used on the source's decode thread.
#pragma once

#include <memory>
#include <span>

#include "pipelines/base/frame.hpp"
#include "pipelines/video/drawing/picture.hpp"

struct AVCodecContext;
struct AVFrame;
struct AVPacket;

namespace lethe::video {

class Decoder {
 public:
  static constexpr std::int64_t pixels_max = 4 * 1024 * 1024;  // larger pictures are refused before they take memory
  static constexpr int side_min = 16;

  explicit Decoder(media::VideoCodec codec);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  media::VideoCodec codec() const { return codec_; }
  struct Decoded {
    bool good = false;                 // false: broken or not to be shown (size, chroma format); only a key frame helps
    std::shared_ptr<Picture> picture;  // good and null: a frame that only others refer to
  };
  // Decodes one whole coded frame.
  Decoded decode(std::span<const std::uint8_t> data);

 private:
  struct Free {
    void operator()(AVCodecContext* context) const;
    void operator()(AVFrame* frame) const;
    void operator()(AVPacket* packet) const;
  };

  media::VideoCodec codec_;
  std::unique_ptr<AVCodecContext, Free> context_;
  std::unique_ptr<AVFrame, Free> frame_;
  std::unique_ptr<AVPacket, Free> packet_;
};

}  // namespace lethe::video
