// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/fit.hpp"

#include <algorithm>
#include <cmath>

namespace lethe::video {
namespace {

constexpr double crop_max = 0.26;       // of an edge; 4:3 in 16:9 loses 0.25
constexpr double sides_max = 0.67;      // of the width in an upright tile: people sit in the middle
constexpr double upright_below = 1.3;   // aspect of such tiles
constexpr double panorama_above = 2.0;  // aspect of pictures that hold more than one person
constexpr double snap_max = 0.03;

int even(double pixels) { return static_cast<int>(std::lround(pixels / 2)) * 2; }

wire::Rect centred(int width, int height, int within_width, int within_height) {
  return {(within_width - width) / 4 * 2, (within_height - height) / 4 * 2, width, height};
}

Fit between_bars(int width, int height, int tile_width, int tile_height) {
  const double picture_aspect = double(width) / height, tile_aspect = double(tile_width) / tile_height;
  const int shown_width = picture_aspect < tile_aspect ? std::max(2, even(tile_height * picture_aspect)) : tile_width;
  const int shown_height = picture_aspect > tile_aspect ? std::max(2, even(tile_width / picture_aspect)) : tile_height;
  return {{0, 0, width, height}, centred(shown_width, shown_height, tile_width, tile_height)};
}

}  // namespace

Fit fit(int picture_width, int picture_height, int tile_width, int tile_height) {
  const int width = picture_width & ~1, height = picture_height & ~1;
  const double picture_aspect = double(width) / height, tile_aspect = double(tile_width) / tile_height;
  const double kept = std::min(picture_aspect, tile_aspect) / std::max(picture_aspect, tile_aspect);
  const bool sides = tile_aspect < upright_below && picture_aspect > tile_aspect && picture_aspect < panorama_above;
  if (1 - kept > (sides ? sides_max : crop_max)) return between_bars(width, height, tile_width, tile_height);
  const wire::Rect to{0, 0, tile_width, tile_height};
  const int crop_width = picture_aspect > tile_aspect ? even(height * tile_aspect) : width;
  const int crop_height = picture_aspect < tile_aspect ? even(width / tile_aspect) : height;
  for (const int divisor : {1, 2, 4}) {
    const int exact_width = tile_width * divisor, exact_height = tile_height * divisor;
    if (exact_width <= width && exact_height <= height && exact_width >= crop_width * (1 - snap_max) &&
        exact_height >= crop_height * (1 - snap_max))
      return {centred(exact_width, exact_height, width, height), to};
  }
  return {centred(std::min(crop_width, width), std::min(crop_height, height), width, height), to};
}

Fit fit_whole(int picture_width, int picture_height, int tile_width, int tile_height) {
  return between_bars(picture_width & ~1, picture_height & ~1, tile_width, tile_height);
}

Size size_on_step(Size canvas, Size step) {
  if (canvas.height > canvas.width && step.width > step.height) std::swap(step.width, step.height);
  const double scale = std::min(double(step.width) / canvas.width, double(step.height) / canvas.height);
  return {std::clamp(even(canvas.width * scale), 16, std::max(16, step.width & ~1)),
          std::clamp(even(canvas.height * scale), 16, std::max(16, step.height & ~1))};
}

wire::Rect rect_on_step(const wire::Rect& rect, Size canvas, Size picture) {
  const auto across = [&](int x) { return x * picture.width / canvas.width & ~1; };
  const auto down = [&](int y) { return y * picture.height / canvas.height & ~1; };
  return {across(rect.x), down(rect.y), across(rect.width), down(rect.height)};
}

}  // namespace lethe::video
