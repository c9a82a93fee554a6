// SPDX-License-Identifier: AGPL-3.0-or-later
// A participant's camera for tests: one hue with a moving mark, encoded as a browser would.
#pragma once

#include <memory>

#include "pipelines/video/coding/encoder.hpp"

namespace lethe::video {

class Camera {
 public:
  Camera(media::VideoCodec codec, int width, int height, int hue);

  void force_key_frame() { encoder_.force_key_frame(); }
  void set_hue(int hue) { hue_ = hue; }
  // Paints its left and right quarter in another hue, so that a test sees what was cropped.
  void set_edge_hue(int hue) { edge_hue_ = hue; }
  // Shows this, of the camera's size, and nothing that moves.
  void set_page(Image page) { page_ = std::move(page); }
  std::shared_ptr<media::EncodedFrame> next();

 private:
  void draw();

  media::VideoCodec codec_;
  int hue_;
  std::optional<int> edge_hue_;
  std::optional<Image> page_;
  std::int64_t index_ = 0;
  Image image_;
  Encoder encoder_;
};

inline constexpr double camera_saturation = 0.8, camera_value = 0.8;

}  // namespace lethe::video
