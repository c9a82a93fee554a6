// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/strip.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace lethe::room {
namespace {

using wire::Rect;

struct Canvas {
  int width, height;
};
const std::vector<Canvas> canvases{{160, 90},   {320, 180}, {640, 360}, {854, 480},  {1280, 720}, {1920, 1080},
                                   {720, 1280}, {480, 480}, {1919, 91}, {161, 1079}, {1000, 333}, {640, 480}};

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

void expect_sound(const Strip& strip, const Canvas& canvas) {
  std::vector<Rect> all = strip.others;
  all.push_back(strip.large);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Rect& tile = all[i];
    EXPECT_EQ((tile.x | tile.y | tile.width | tile.height) % 2, 0);
    EXPECT_TRUE(tile.x >= 0 && tile.y >= 0 && tile.width >= 2 && tile.height >= 2);
    EXPECT_LE(tile.x + tile.width, canvas.width);
    EXPECT_LE(tile.y + tile.height, canvas.height);
    for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(tile, all[k]));
  }
  for (const Rect& tile : strip.others) {
    EXPECT_LE(std::abs(tile.height - tile.width * 9.0 / 16), 2.0);
    EXPECT_LE(tile.width, strip.large.width);
    EXPECT_LE(tile.height, strip.large.height);
  }
}

TEST(Strip, TilesAreEvenInsideTheCanvasKeepTheirAspectAndDoNotOverlap) {
  for (const auto& canvas : canvases)
    for (int others = 0; others <= 48; ++others)
      for (const Edge edge : {Edge::Below, Edge::Beside}) {
        SCOPED_TRACE(testing::Message() << others << " on " << canvas.width << "x" << canvas.height);
        const Strip strip = with_strip(others, edge, canvas.width, canvas.height);
        ASSERT_EQ(strip.others.size(), static_cast<std::size_t>(others));
        expect_sound(strip, canvas);
        EXPECT_LE(std::abs(strip.large.height - strip.large.width * 9.0 / 16), 2.0);
      }
}

TEST(Strip, AScreenHasAllThatTheStripDoesNotNeed) {
  for (const auto& canvas : canvases)
    for (int others = 0; others <= 48; ++others) {
      SCOPED_TRACE(testing::Message() << others << " on " << canvas.width << "x" << canvas.height);
      const Strip strip = beside_screen(others, canvas.width, canvas.height);
      expect_sound({strip.large, {}}, canvas);
      EXPECT_GE(strip.large.width * strip.large.height, canvas.width * canvas.height * 3 / 4);
      for (const Rect& tile : strip.others) EXPECT_FALSE(overlap(tile, strip.large));
    }
}

TEST(Strip, FiveStandBelowTheSpeaker) {
  const Strip strip = with_strip(5, Edge::Below, 1280, 720);
  EXPECT_EQ(strip.large, (Rect{132, 0, 1016, 572}));
  for (const Rect& tile : strip.others) EXPECT_EQ(tile.y, strip.others[0].y) << "in one row";
  EXPECT_GE(strip.others[0].width, 250);
}

TEST(Strip, OnAPortraitCanvasTheSpeakerIsAsWideAsItAndTheOthersFillTheRest) {
  const Strip strip = with_strip(4, Edge::Below, 720, 1280);
  EXPECT_EQ(strip.large, (Rect{0, 0, 720, 404}));
  EXPECT_GT(strip.others[0].width, 350);
}

TEST(Strip, APictureKeepsItsShapeInTheMiddleOfItsArea) {
  EXPECT_EQ(shaped({0, 0, 1024, 720}, 1920, 1080), (Rect{0, 72, 1024, 576}));
  EXPECT_EQ(shaped({10, 20, 400, 100}, 1000, 1000), (Rect{160, 20, 100, 100}));
  EXPECT_EQ(shaped({0, 0, 1024, 720}, 0, 0), (Rect{0, 0, 1024, 720})) << "of unknown shape";
  EXPECT_EQ(shaped({0, 0, 640, 360}, 16, 4000).width, 2) << "never less than two pixels";
}

}  // namespace
}  // namespace lethe::room
