// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/paint.hpp"

#include <gtest/gtest.h>

#include "mcu/base/base64.hpp"
#include "mcu/base/error.hpp"

namespace lethe::video {
namespace {

Colour pixel(const Image& image, int x, int y) {
  const Pixels pixels = image.pixels();
  return {pixels.data[0][y * pixels.stride[0] + x], pixels.data[1][y / 2 * pixels.stride[1] + x / 2],
          pixels.data[2][y / 2 * pixels.stride[2] + x / 2]};
}

Label label(int width, int height, int covered_columns) {
  std::string coverage;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) coverage += x < covered_columns ? '\xff' : '\0';
  return Label(wire::Label{.width = width, .height = height, .coverage = to_base64(coverage)});
}

constexpr Colour red{81, 90, 240}, white{235, 128, 128};

class Paint : public testing::Test {
 protected:
  Paint() { fill(image.surface(), red); }
  Image image{64, 48};
};

TEST_F(Paint, ColoursFollowTheStandard) {
  EXPECT_EQ(colour_of_rgb(0, 0, 0), (Colour{16, 128, 128}));
  EXPECT_EQ(colour_of_rgb(255, 255, 255), (Colour{235, 128, 128}));
  EXPECT_EQ(colour_of_rgb(255, 0, 0), (Colour{81, 90, 240}));
  EXPECT_EQ(colour_of_hue(0, 1, 1), colour_of_rgb(255, 0, 0));
  EXPECT_EQ(colour_of_hue(120, 1, 1), colour_of_rgb(0, 255, 0));
  EXPECT_EQ(colour_of_hue(240, 1, 1), colour_of_rgb(0, 0, 255));
}

TEST_F(Paint, NameIsWhiteOnADarkStripThatEndsBesideTheText) {
  draw_name(image.surface(), label(20, 10, 10));
  EXPECT_EQ(pixel(image, 8, 42), white);
  EXPECT_LT(pixel(image, 20, 42).y, red.y) << "the strip goes on where there is no text";
  EXPECT_GT(pixel(image, 20, 42).y, 16) << "and the picture shines through";
  EXPECT_EQ(pixel(image, 28, 42), red);
  EXPECT_EQ(pixel(image, 8, 37), red);
}

TEST_F(Paint, NameKeepsClearOfTheEdgesOfALargeTile) {
  Image large{200, 120};
  fill(large.surface(), red);
  draw_name(large.surface(), label(20, 10, 20));
  EXPECT_EQ(pixel(large, 20, 106), white);
  for (const auto& [x, y] : {std::pair{6, 106}, std::pair{20, 114}, std::pair{20, 98}})
    EXPECT_EQ(pixel(large, x, y), red) << x << ", " << y;
}

TEST_F(Paint, NameLongerThanItsTileIsCut) {
  const Surface tile = image.surface().part({8, 8, 32, 32});
  draw_name(tile, label(100, 50, 100));
  EXPECT_EQ(pixel(image, 38, 38), white);
  EXPECT_EQ(pixel(image, 40, 38), red);
  EXPECT_EQ(pixel(image, 6, 38), red);
  EXPECT_EQ(pixel(image, 20, 40), red);
  EXPECT_EQ(pixel(image, 20, 6), red);
}

TEST_F(Paint, NameOfAnOddSizeStaysInItsStrip) {
  draw_name(image.surface(), label(19, 9, 19));
  EXPECT_EQ(pixel(image, 4, 40), white);
  EXPECT_EQ(pixel(image, 30, 40), red);
}

TEST_F(Paint, MarkIsInsideTheEdgeFourPixelsWideAndTwoInASmallTile) {
  draw_mark(image.surface().part({8, 8, 32, 32}));
  for (const auto& [x, y] : {std::pair{8, 20}, {9, 20}, {38, 20}, {39, 20}, {20, 8}, {20, 9}, {20, 38}, {20, 39}})
    EXPECT_EQ(pixel(image, x, y), mark_colour());
  for (const auto& [x, y] : {std::pair{7, 20}, {10, 20}, {37, 20}, {40, 20}, {20, 7}, {20, 10}, {20, 37}, {20, 40}})
    EXPECT_EQ(pixel(image, x, y), red);
  Image large{200, 120};
  fill(large.surface(), red);
  draw_mark(large.surface());
  EXPECT_EQ(pixel(large, 3, 60), mark_colour());
  EXPECT_EQ(pixel(large, 4, 60), red);
  EXPECT_EQ(pixel(large, 100, 116), mark_colour());
  EXPECT_EQ(pixel(large, 100, 115), red);
}

TEST_F(Paint, CornersShowTheColourOfThePageAndTheMarkFollowsThem) {
  EXPECT_EQ(background, colour_of_rgb(0x0d, 0x16, 0x19)) << "--night in api/web/style/style.css";
  Image large{200, 120};
  for (const bool marked : {false, true}) {
    fill(large.surface(), red);
    if (marked) draw_mark(large.surface());
    round_corners(large.surface());
    for (const auto& [x, y] : {std::pair{0, 0}, {2, 1}, {199, 0}, {0, 119}, {198, 118}})
      EXPECT_EQ(pixel(large, x, y).y, background.y) << x << ", " << y;
    EXPECT_EQ(pixel(large, 0, 0), background);
    for (const auto& [x, y] : {std::pair{14, 1}, {1, 14}, {185, 118}, {5, 5}})
      EXPECT_EQ(pixel(large, x, y).y, (marked ? mark_colour() : red).y) << x << ", " << y;
    for (const auto& [x, y] : {std::pair{8, 8}, {191, 111}}) EXPECT_EQ(pixel(large, x, y), red) << x << ", " << y;
  }
}

TEST_F(Paint, ScreenIsShownToItsEdgesWhereACameraWouldBeCropped) {
  Image tall{64, 48};
  fill(tall.surface(), red);
  fill(tall.surface().part({0, 0, 64, 6}), mark_colour());
  draw_screen(image.surface().part({0, 0, 64, 36}), tall.pixels());
  EXPECT_EQ(pixel(image, 32, 0), mark_colour());
  EXPECT_EQ(pixel(image, 2, 18), bars);
  EXPECT_EQ(pixel(image, 32, 34), red);
}

TEST_F(Paint, AvatarIsPlainWithInitialsInTheMiddle) {
  const Label initials = label(12, 12, 12);
  draw_avatar(image.surface(), &initials, 200);
  EXPECT_EQ(pixel(image, 2, 2), avatar_colour(200));
  EXPECT_EQ(pixel(image, 60, 44), avatar_colour(200));
  EXPECT_EQ(pixel(image, 32, 24), white);
}

TEST_F(Paint, AvatarShrinksInitialsThatAreLargerThanItsTile) {
  const Label initials = label(500, 250, 500);
  draw_avatar(image.surface(), &initials, 10);
  EXPECT_EQ(pixel(image, 2, 2), avatar_colour(10));
  EXPECT_GT(pixel(image, 32, 24).y, 230);
}

TEST_F(Paint, AvatarIsDarkEnoughForWhiteTextInEveryHue) {
  for (int hue = 0; hue < 360; ++hue) {
    EXPECT_LT(avatar_colour(hue).y, 130);
    EXPECT_GT(avatar_colour(hue).y, 40);
  }
}

TEST_F(Paint, ATinyTileTakesEverything) {
  const Surface tile = image.surface().part({8, 8, 2, 2});
  const Label text = label(30, 30, 30);
  draw_avatar(tile, &text, 10);
  draw_name(tile, text);
  draw_mark(tile);
  EXPECT_EQ(pixel(image, 8, 8), mark_colour());
  EXPECT_EQ(pixel(image, 10, 8), red);
  EXPECT_EQ(pixel(image, 8, 10), red);
}

TEST(LabelOfAWrongSize, IsRefused) {
  EXPECT_THROW(Label(wire::Label{.width = 3, .height = 3, .coverage = to_base64("12345678")}), Error);
  EXPECT_THROW(Label(wire::Label{.width = 0, .height = 0, .coverage = ""}), Error);
  EXPECT_THROW(Label(wire::Label{.width = 1, .height = 1, .coverage = "%%%%"}), Error);
}

}  // namespace
}  // namespace lethe::video
