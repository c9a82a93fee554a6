// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/label.hpp"

#include <libyuv/scale.h>

#include <algorithm>

#include "mcu/base/base64.hpp"
#include "mcu/base/check.hpp"
#include "mcu/base/error.hpp"

namespace lethe::video {

Label::Label(const wire::Label& label) : width_(label.width), height_(label.height), hue_(label.hue) {
  const std::string bytes = from_base64(label.coverage);
  if (width_ <= 0 || height_ <= 0 || bytes.size() != width_as_size() * static_cast<std::size_t>(height_))
    throw Error(Code::InvalidField, "the coverage must have one byte a pixel");
  coverage_.assign(bytes.begin(), bytes.end());
  halve();
}

Label::Label(const Label& label, int width, int height) : width_(width), height_(height), hue_(label.hue_) {
  CHECK(width > 0 && height > 0);
  coverage_.resize(width_as_size() * static_cast<std::size_t>(height));
  libyuv::ScalePlane(label.coverage_.data(), label.width_, label.width_, label.height_, coverage_.data(), width, width,
                     height, libyuv::kFilterBox);
  halve();
}

void Label::halve() {
  for (int y = 0; y < height_; y += 2) {
    const std::uint8_t* const above = row(y);
    const std::uint8_t* const below = row(std::min(y + 1, height_ - 1));
    for (int x = 0; x < width_; x += 2) {
      const int right = std::min(x + 1, width_ - 1);
      half_.push_back(static_cast<std::uint8_t>((above[x] + above[right] + below[x] + below[right] + 2) / 4));
    }
  }
}

}  // namespace lethe::video
