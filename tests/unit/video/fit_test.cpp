// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/fit.hpp"

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

TEST(Fit, CropsAWidePictureAtTheSidesOfAnUprightTile) {
  EXPECT_EQ(fit(1280, 720, 638, 720), (Fit{{320, 0, 638, 720}, {0, 0, 638, 720}}));
  EXPECT_EQ(fit(640, 360, 478, 720), (Fit{{200, 0, 240, 360}, {0, 0, 478, 720}}));
  EXPECT_EQ(fit(1600, 400, 478, 720).from, (wire::Rect{0, 0, 1600, 400})) << "a panorama holds several people";
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

TEST(FitWhole, CropsNothing) {
  EXPECT_EQ(fit_whole(640, 480, 320, 180), (Fit{{0, 0, 640, 480}, {40, 0, 240, 180}}));
  EXPECT_EQ(fit_whole(640, 360, 316, 178).from, (wire::Rect{0, 0, 640, 360}));
}

TEST(SizeOnStep, IsTheLargestOfTheCanvassShape) {
  EXPECT_EQ(size_on_step({1280, 720}, {1920, 1080}), (Size{1920, 1080}));
  EXPECT_EQ(size_on_step({1280, 720}, {960, 540}), (Size{960, 540}));
  EXPECT_EQ(size_on_step({1280, 720}, {480, 360}), (Size{480, 270}));
  EXPECT_EQ(size_on_step({640, 480}, {1280, 720}), (Size{960, 720}));
  EXPECT_EQ(size_on_step({360, 640}, {320, 180}), (Size{180, 320})) << "the step is turned";
  EXPECT_EQ(size_on_step({720, 1280}, {640, 360}), (Size{360, 640}));
  EXPECT_EQ(size_on_step({1920, 16}, {320, 180}), (Size{320, 16}));
}

TEST(RectOnStep, IsEvenInsideAndOfOneSizeForOneSize) {
  const Size canvas{1280, 720};
  for (const Size picture : {Size{1280, 720}, Size{1920, 1080}, Size{960, 540}, Size{480, 270}, Size{320, 180}})
    for (const int columns : {1, 2, 3, 5, 7}) {
      const int width = canvas.width / columns & ~1, height = canvas.height / columns & ~1;
      const wire::Rect first = rect_on_step({0, 0, width, height}, canvas, picture);
      int right = 0;
      for (int column = 0; column < columns; ++column) {
        const wire::Rect rect = rect_on_step({column * width, 6, width, height}, canvas, picture);
        EXPECT_EQ((rect.x | rect.y | rect.width | rect.height) % 2, 0);
        EXPECT_EQ(rect.width, first.width);
        EXPECT_EQ(rect.height, first.height);
        EXPECT_GE(rect.x, right) << "tiles do not overlap";
        right = rect.x + rect.width;
      }
      EXPECT_LE(right, picture.width);
    }
}

}  // namespace
}  // namespace lethe::video
