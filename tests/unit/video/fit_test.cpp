// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/fit.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace lethe::video {
namespace {

TEST(Fit, ShowsTheWholePictureInATileOfItsShape) {
  EXPECT_EQ(fit(640, 360, 320, 180), (Fit{{0, 0, 640, 360}, {0, 0, 320, 180}}));
  EXPECT_EQ(fit(640, 360, 640, 360), (Fit{{0, 0, 640, 360}, {0, 0, 640, 360}}));
}

TEST(Fit, CropsFourByThreeAtTopAndBottomOfAWideTile) {
  EXPECT_EQ(fit(640, 480, 320, 180), (Fit{{0, 60, 640, 360}, {0, 0, 320, 180}}));
}

TEST(Fit, CropsAWidePictureAtTheSidesOfAFourByThreeTile) {
  EXPECT_EQ(fit(640, 360, 240, 180), (Fit{{80, 0, 480, 360}, {0, 0, 240, 180}}));
}

TEST(Fit, PutsBarsBesideAPortraitPicture) {
  EXPECT_EQ(fit(360, 640, 320, 180), (Fit{{0, 0, 360, 640}, {108, 0, 102, 180}}));
}

TEST(Fit, PutsBarsAboveAndBelowAPanorama) {
  EXPECT_EQ(fit(1600, 400, 320, 180), (Fit{{0, 0, 1600, 400}, {0, 50, 320, 80}}));
}

TEST(Fit, CropsSomePixelsMoreWhereTheScaleIsNearlyOneOrAHalf) {
  EXPECT_EQ(fit(640, 360, 636, 358).from, (wire::Rect{2, 0, 636, 358}));
  EXPECT_EQ(fit(640, 360, 316, 178).from, (wire::Rect{4, 2, 632, 356}));
}

TEST(Fit, StaysEvenAndInsideForAnySize) {
  for (const int width : {16, 17, 101, 640, 1919, 4095})
    for (const int height : {16, 19, 99, 360, 1081, 4001})
      for (const auto& [tile_width, tile_height] :
           {std::tuple{2, 2}, {2, 180}, {320, 2}, {256, 144}, {424, 238}, {1280, 720}, {100, 1000}}) {
        const auto [from, to] = fit(width, height, tile_width, tile_height);
        for (const wire::Rect& rect : {from, to}) {
          EXPECT_EQ((rect.x | rect.y | rect.width | rect.height) % 2, 0);
          EXPECT_GE(std::min(rect.x, rect.y), 0);
          EXPECT_GE(std::min(rect.width, rect.height), 2);
        }
        EXPECT_LE(from.x + from.width, width);
        EXPECT_LE(from.y + from.height, height);
        EXPECT_LE(to.x + to.width, tile_width);
        EXPECT_LE(to.y + to.height, tile_height);
      }
}

}  // namespace
}  // namespace lethe::video
