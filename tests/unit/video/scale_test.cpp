// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/scale.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "pipelines/video/drawing/paint.hpp"
#include "tests/unit/video/text_page.hpp"

namespace lethe::video {
namespace {

int luma(Pixels pixels, int x, int y) { return pixels.data[0][y * pixels.stride[0] + x]; }

// Bilinear between the four nearest pixel centres, in floating point.
double expected(Pixels from, int x, int y, int width, int height) {
  const double u = std::clamp((x + 0.5) * from.width / width - 0.5, 0.0, from.width - 1.0);
  const double v = std::clamp((y + 0.5) * from.height / height - 0.5, 0.0, from.height - 1.0);
  const int left = static_cast<int>(u), top = static_cast<int>(v);
  const int right = std::min(left + 1, from.width - 1), bottom = std::min(top + 1, from.height - 1);
  const double upper = std::lerp(luma(from, left, top), luma(from, right, top), u - left);
  return std::lerp(upper, std::lerp(luma(from, left, bottom), luma(from, right, bottom), u - left), v - top);
}

TEST(Scale, IsBilinearWhereFewerThanTwoPixelsMakeOne) {
  Image from(640, 360);
  std::mt19937 random(3);
  for (std::size_t i = 0; i < from.size(); ++i) from.block()[i] = static_cast<std::uint8_t>(random());
  for (const auto& [width, height] : {std::tuple{424, 238}, {636, 358}, {330, 190}, {900, 500}, {642, 200}}) {
    Image to(width, height);
    scale(from.pixels(), to.surface());
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        ASSERT_NEAR(luma(to.pixels(), x, y), expected(from.pixels(), x, y, width, height), 4) << x << ", " << y;
  }
}

TEST(Scale, LosesNoPixelHoweverSmallThePicture) {
  // One bright column in eight: its mean survives where a filter of two pixels would skip columns.
  Image from(640, 360);
  fill(from.surface(), {16, 128, 128});
  for (int x = 0; x < 640; x += 8) fill(from.surface().part({x, 0, 2, 360}), {216, 128, 128});
  for (const auto& [width, height] : {std::tuple{254, 142}, {160, 90}, {100, 56}, {40, 22}}) {
    Image to(width, height);
    scale(from.pixels(), to.surface());
    double sum = 0;
    for (int x = 0; x < width; ++x) sum += luma(to.pixels(), x, height / 2);
    EXPECT_NEAR(sum / width, 66, 8) << width;
  }
}

TEST(Scale, KeepsAPlainPictureAndTouchesNothingBesideIt) {
  constexpr Colour plain{180, 90, 200}, guard{1, 2, 3};
  for (const int from_width : {16, 18, 98, 640, 1366})
    for (const int to_width : {2, 6, 16, 34, 322, 700}) {
      Image from(from_width, std::max(16, from_width * 9 / 16 & ~1)), to(to_width + 8, 60);
      fill(from.surface(), plain);
      fill(to.surface(), guard);
      const wire::Rect rect{4, 10, to_width, 34};
      scale(from.pixels(), to.surface().part(rect));
      for (int y = 0; y < 60; ++y)
        for (int x = 0; x < to.width(); ++x) {
          const bool inside = x >= 4 && x < 4 + to_width && y >= 10 && y < 44;
          ASSERT_NEAR(luma(to.pixels(), x, y), inside ? plain.y : guard.y, 1) << from_width << " to " << to_width;
          ASSERT_NEAR(to.pixels().data[2][y / 2 * to.pixels().stride[2] + x / 2], inside ? plain.v : guard.v, 1);
        }
    }
}

TEST(Scale, KeepsSmallTextLegible) {
  const Image page = text_page(1920, 1080);
  for (const auto& [width, height, least] : {std::tuple{1280, 720, 0.8}, {1016, 572, 0.7}, {960, 540, 0.7}}) {
    Image shown(width, height), back(1920, 1080);
    draw_screen(shown.surface(), page.pixels());
    scale(shown.pixels(), back.surface());
    EXPECT_GT(similarity(page.pixels(), back.pixels()), least) << width;
  }
}

}  // namespace
}  // namespace lethe::video
