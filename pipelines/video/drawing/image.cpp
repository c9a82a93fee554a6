// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/image.hpp"

#include <algorithm>
#include <cmath>
#include <new>

#include "mcu/base/check.hpp"

namespace lethe::video {
namespace {

std::uint8_t clamped(double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

constexpr int aligned(int bytes) { return (bytes + 31) / 32 * 32; }

}  // namespace

Colour colour_of_rgb(double red, double green, double blue) {
  // ITU-R BT.601, section 2.5.
  const double r = red / 255, g = green / 255, b = blue / 255;
  return {clamped(16 + 65.481 * r + 128.553 * g + 24.966 * b), clamped(128 - 37.797 * r - 74.203 * g + 112 * b),
          clamped(128 + 112 * r - 93.786 * g - 18.214 * b)};
}

Colour colour_of_hue(int hue, double saturation, double value) {
  const auto channel = [&](double shift) {
    const double k = std::fmod(shift + hue / 60.0, 6);
    return 255 * value * (1 - saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
  };
  return colour_of_rgb(channel(5), channel(3), channel(1));
}

Image::Image(int width, int height)
    : width_(width), height_(height), stride_{aligned(width), aligned(width / 2), aligned(width / 2)} {
  CHECK(width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0);
  const auto luma = static_cast<std::size_t>(stride_[0]) * static_cast<std::size_t>(height);
  offset_ = {0, luma, luma + chroma_size()};
  bytes_.reset(static_cast<std::uint8_t*>(::operator new[](size(), std::align_val_t{64})));
}

}  // namespace lethe::video
