// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/media/video_camera.hpp"

#include "mcu/base/check.hpp"
#include "pipelines/video/drawing/paint.hpp"

namespace lethe::video {

Camera::Camera(media::VideoCodec codec, int width, int height, int hue)
    : codec_(codec),
      hue_(hue),
      image_(width, height),
      encoder_({.codec = codec, .width = width, .height = height, .fps = 25, .bitrate = 600}) {}

void Camera::draw() {
  const Surface surface = image_.surface();
  const int quarter = image_.width() / 8 * 2;
  fill(surface, colour_of_hue(hue_, camera_saturation, camera_value));
  if (edge_hue_) {
    const Colour edge = colour_of_hue(*edge_hue_, camera_saturation, camera_value);
    fill(surface.part({0, 0, quarter, image_.height()}), edge);
    fill(surface.part({image_.width() - quarter, 0, quarter, image_.height()}), edge);
  }
  // The mark moves along the upper edge.
  const int x = static_cast<int>(index_ * 4 % (image_.width() - 8)) & ~1;
  fill(surface.part({x, 0, 8, 8}), {235, 128, 128});
}

std::shared_ptr<media::EncodedFrame> Camera::next() {
  if (page_)
    copy(page_->pixels(), image_.surface());
  else
    draw();
  auto coded = encoder_.encode(image_, std::chrono::milliseconds(40 * index_));
  CHECK(coded.has_value());
  auto frame = std::make_shared<media::EncodedFrame>();
  frame->codec = codec_;
  frame->key = coded->key;
  frame->rtp_timestamp = static_cast<std::uint32_t>(index_ * 3600);
  frame->at = media::Clock::now();
  frame->data = std::move(coded->data);
  ++index_;
  return frame;
}

}  // namespace lethe::video
