// SPDX-License-Identifier: AGPL-3.0-or-later
// A page of strokes as wide and dense as 15-pixel text, and how much of it remains.
#pragma once

#include <libyuv/compare.h>

#include <random>

#include "pipelines/video/drawing/paint.hpp"

namespace lethe::video {

inline Image text_page(int width, int height, unsigned seed = 7) {
  Image page(width, height);
  fill(page.surface(), {235, 128, 128});
  std::mt19937 random(seed);
  for (int y = 8; y + 12 < height; y += 18)
    for (int x = 8; x + 8 < width; x += 8)
      for (int stroke = 0; stroke < 3; ++stroke) {
        const bool upright = random() % 2 == 0;
        const int along = static_cast<int>(random() % 3) * (upright ? 2 : 4);
        const wire::Rect rect = upright ? wire::Rect{x + along, y, 2, 12} : wire::Rect{x, y + along, 6, 2};
        fill(page.surface().part(rect), {20, 128, 128});
      }
  return page;
}

// SSIM of the luma planes, which have one size; 1: the same.
inline double similarity(Pixels a, Pixels b) {
  return libyuv::CalcFrameSsim(a.data[0], a.stride[0], b.data[0], b.stride[0], a.width, a.height);
}

}  // namespace lethe::video
