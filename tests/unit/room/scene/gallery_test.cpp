// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/gallery.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

namespace lethe::room {
namespace {

using wire::Rect;

struct Canvas {
  int width, height;
};

// Every canvas of the configuration and odd ones between.
const std::vector<Canvas> canvases{{160, 90},   {320, 180}, {640, 360}, {854, 480},  {1280, 720}, {1920, 1080},
                                   {720, 1280}, {480, 480}, {1919, 91}, {161, 1079}, {1000, 333}, {640, 480}};

std::vector<Rect> gallery_on(int count, int width, int height) {
  return gallery(count, {0, 0, width & ~1, height & ~1}, gap_on(width, height));
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

TEST(Gallery, TilesAreEvenInsideTheCanvasAndDoNotOverlap) {
  for (const auto& canvas : canvases)
    for (int count = 0; count <= 49; ++count) {
      SCOPED_TRACE(testing::Message() << count << " on " << canvas.width << "x" << canvas.height);
      const auto tiles = gallery_on(count, canvas.width, canvas.height);
      ASSERT_EQ(tiles.size(), static_cast<std::size_t>(count));
      for (std::size_t i = 0; i < tiles.size(); ++i) {
        const Rect& tile = tiles[i];
        EXPECT_EQ((tile.x | tile.y | tile.width | tile.height) % 2, 0);
        EXPECT_GE(tile.width, 2);
        EXPECT_GE(tile.height, 2);
        EXPECT_GE(tile.x, 0);
        EXPECT_GE(tile.y, 0);
        EXPECT_LE(tile.x + tile.width, canvas.width);
        EXPECT_LE(tile.y + tile.height, canvas.height);
        for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(tile, tiles[k]));
      }
    }
}

TEST(Gallery, TilesKeepTheAspectButForEvenPixels) {
  for (const auto& canvas : canvases)
    for (int count = 1; count <= 49; ++count)
      for (const auto& tile : gallery_on(count, canvas.width, canvas.height)) {
        const double ideal = tile.width * 9.0 / 16;
        // Two pixels of the height, or as much of the width, are lost to rounding.
        EXPECT_LE(std::abs(tile.height - ideal), 2.0) << count << " on " << canvas.width << "x" << canvas.height;
      }
}

TEST(Gallery, TilesAreAllOfOneSizeAndNeverGrowWithTheirNumber) {
  for (const auto& canvas : canvases) {
    int before = canvas.width * canvas.height;
    for (int count = 1; count <= 49; ++count) {
      const auto tiles = gallery_on(count, canvas.width, canvas.height);
      for (const auto& tile : tiles) {
        EXPECT_EQ(tile.width, tiles[0].width);
        EXPECT_EQ(tile.height, tiles[0].height);
      }
      const int area = tiles[0].width * tiles[0].height;
      EXPECT_LE(area, before) << count << " on " << canvas.width << "x" << canvas.height;
      before = area;
    }
  }
}

TEST(Gallery, EveryRowIsCentred) {
  for (const auto& canvas : canvases)
    for (int count = 1; count <= 49; ++count) {
      const auto tiles = gallery_on(count, canvas.width, canvas.height);
      for (std::size_t i = 0; i < tiles.size();) {
        std::size_t last = i;
        while (last + 1 < tiles.size() && tiles[last + 1].y == tiles[i].y) ++last;
        const int left = tiles[i].x, right = canvas.width - tiles[last].x - tiles[last].width;
        EXPECT_LE(std::abs(left - right), 3) << count << " on " << canvas.width << "x" << canvas.height;
        i = last + 1;
      }
    }
}

// The largest 16:9 tile of which so many fit, found by trying every width.
int largest_width(int count, int width, int height, int gap) {
  for (int tile = width & ~1; tile >= 4; tile -= 2) {
    const int high = tile * 9 / 16 / 2 * 2;
    if (high < 2) break;
    const int columns = (width + gap) / (tile + gap), rows = (height + gap) / (high + gap);
    if (columns * rows >= count) return tile;
  }
  return 0;
}

TEST(Gallery, NoLargerTilesWouldFit) {
  for (const auto& canvas : canvases)
    for (int count = 1; count <= 49; ++count) {
      const auto tile = gallery_on(count, canvas.width, canvas.height)[0];
      const int width = canvas.width & ~1, height = canvas.height & ~1;
      const int best = largest_width(count, width, height, gap_on(width, height));
      // Some widths have one even height; of those any is right.
      EXPECT_GE(tile.width, best - 4) << count << " on " << canvas.width << "x" << canvas.height;
      EXPECT_GE(tile.height, best * 9 / 16 / 2 * 2) << count << " on " << canvas.width << "x" << canvas.height;
    }
}

TEST(Gallery, OneTileFillsTheCanvas) {
  EXPECT_THAT(gallery_on(1, 1280, 720), testing::ElementsAre(Rect{0, 0, 1280, 720}));
}

TEST(Gallery, ThreeTilesStandTwoAboveOne) {
  EXPECT_THAT(gallery_on(3, 1280, 720),
              testing::ElementsAre(Rect{0, 0, 638, 358}, Rect{642, 0, 638, 358}, Rect{320, 362, 638, 358}));
}

TEST(Gallery, TwentyFiveTilesFormASquare) {
  const auto tiles = gallery_on(25, 1280, 720);
  EXPECT_EQ(tiles[4].y, tiles[0].y);
  EXPECT_GT(tiles[5].y, tiles[0].y);
  EXPECT_GE(tiles[0].width, 240);
}

}  // namespace
}  // namespace lethe::room
