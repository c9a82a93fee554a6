// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/arrange.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using wire::Picture;
using wire::Rect;
using wire::Tile;

constexpr LayoutKind kinds[] = {LayoutKind::Gallery, LayoutKind::Speaker, LayoutKind::Sidebar, LayoutKind::Single,
                                LayoutKind::Presentation};

Cast people(wire::Seat count) {
  Cast cast;
  for (wire::Seat seat = 1; seat <= count; ++seat) cast.order.push_back(seat);
  return cast;
}

std::vector<wire::Seat> seats(const std::vector<Tile>& tiles) {
  std::vector<wire::Seat> all;
  for (const auto& tile : tiles) all.push_back(tile.seat);
  return all;
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

TEST(Arrange, EveryKindHoldsForAnyNumberOfPeopleAndScreensOnAnyCanvas) {
  const std::vector<std::pair<int, int>> canvases{{160, 90},  {1280, 720}, {720, 1280}, {1919, 91}, {161, 1079},
                                                  {480, 480}, {90, 160},   {120, 90},   {160, 66}};
  for (const auto& [width, height] : canvases)
    for (const LayoutKind kind : kinds)
      for (int tiles = 1; tiles <= 49; tiles += 3)
        for (wire::Seat count = 0; count <= 50; count += 5)
          for (int screens = 0; screens <= 2; ++screens) {
            Cast cast = people(count);
            for (int i = 0; i < screens; ++i) cast.screens.push_back({100u + static_cast<wire::Seat>(i), 1920, 1200});
            Layout layout{.kind = kind, .tiles = tiles};
            const auto made = arrange(layout, kind, cast, width, height);
            SCOPED_TRACE(testing::Message() << static_cast<int>(kind) << ": " << tiles << " tiles, " << count
                                            << " people on " << width << "x" << height);
            ASSERT_LE(std::ssize(made), kind == LayoutKind::Single ? 1 : tiles);
            for (std::size_t i = 0; i < made.size(); ++i) {
              const Rect& rect = made[i].rect;
              ASSERT_EQ((rect.x | rect.y | rect.width | rect.height) % 2, 0);
              ASSERT_TRUE(rect.x >= 0 && rect.y >= 0 && rect.width >= 2 && rect.height >= 2 &&
                          rect.x + rect.width <= width && rect.y + rect.height <= height);
              for (std::size_t k = 0; k < i; ++k) {
                ASSERT_FALSE(overlap(rect, made[k].rect));
                ASSERT_NE(made[i].seat, made[k].seat);
              }
            }
          }
}

TEST(Arrange, TwoPeopleFillTheCanvasOfEachWindow) {
  const auto two = [](int width, int height) {
    const auto tiles = arrange({}, LayoutKind::Gallery, people(2), width, height);
    return std::pair(tiles[0].rect, tiles[1].rect);
  };
  EXPECT_EQ(two(1280, 720), std::pair(Rect{0, 0, 638, 720}, Rect{642, 0, 638, 720}));
  EXPECT_EQ(two(960, 720), std::pair(Rect{0, 0, 478, 720}, Rect{482, 0, 478, 720}));
  EXPECT_EQ(two(720, 1280), std::pair(Rect{0, 0, 720, 638}, Rect{0, 642, 720, 638}));
  EXPECT_EQ(two(1280, 512), std::pair(Rect{0, 0, 638, 512}, Rect{640, 0, 638, 512}));
  EXPECT_EQ(two(1919, 91), std::pair(Rect{742, 0, 216, 90}, Rect{958, 0, 216, 90})) << "no slits";
}

TEST(Arrange, AGroupFillsMostOfTheCanvasInTilesOfOneShape) {
  for (const auto& [width, height] : {std::pair(1280, 720), std::pair(960, 720), std::pair(720, 1280)})
    for (wire::Seat count = 3; count <= 25; ++count) {
      const auto tiles = arrange({}, LayoutKind::Gallery, people(count), width, height);
      const Rect& first = tiles[0].rect;
      EXPECT_GE(first.width * 3 + 8, first.height * 4) << count;
      EXPECT_LE(first.width * 9, first.height * 16 + 32) << count;
      for (const auto& tile : tiles) EXPECT_EQ(tile.rect.width * tile.rect.height, first.width * first.height);
    }
  const auto six = arrange({}, LayoutKind::Gallery, people(6), 1280, 720);
  EXPECT_EQ(six[0].rect, (Rect{0, 40, 424, 318})) << "88 % of the canvas instead of 66 %";
}

TEST(Arrange, WhoIsAloneOrShownAloneFillsTheCanvasOfEachWindow) {
  for (const LayoutKind kind : {LayoutKind::Gallery, LayoutKind::Single})
    for (const auto& [width, height, tile] :
         {std::tuple(1280, 720, Rect{0, 0, 1280, 720}), std::tuple(960, 720, Rect{0, 0, 960, 720}),
          std::tuple(720, 1280, Rect{0, 40, 720, 1200}), std::tuple(1280, 512, Rect{26, 0, 1228, 512})})
      EXPECT_EQ(arrange({.kind = kind}, kind, people(1), width, height)[0].rect, tile);
}

TEST(Arrange, TheLargeOneIsTheFirstChoiceAndTheOthersKeepTheirOrder) {
  Cast cast = people(4);
  cast.large = {3, 1};
  for (const LayoutKind kind : {LayoutKind::Speaker, LayoutKind::Sidebar, LayoutKind::Presentation}) {
    const auto tiles = arrange({.kind = kind}, kind, cast, 1280, 720);
    EXPECT_THAT(seats(tiles), ElementsAre(3, 1, 2, 4));
    EXPECT_GT(tiles[0].rect.width, tiles[1].rect.width);
  }
  EXPECT_THAT(seats(arrange({.kind = LayoutKind::Single}, LayoutKind::Single, cast, 1280, 720)), ElementsAre(3));
}

TEST(Arrange, AScreenFillsAllButTheStripInItsOwnShape) {
  Cast cast = people(9);
  cast.screens = {{2, 1600, 1200}};
  const auto tiles = arrange({}, LayoutKind::Presentation, cast, 1280, 720);
  EXPECT_EQ(tiles[0], (Tile{2, {30, 0, 960, 720}, Picture::Screen}));
  EXPECT_THAT(seats(tiles), ElementsAre(2, 1, 2, 3, 4, 5)) << "a strip of five";
  for (std::size_t i = 1; i < tiles.size(); ++i) EXPECT_GE(tiles[i].rect.x, 1024);
}

TEST(Arrange, AScreenAloneHasTheWholeCanvas) {
  Cast cast;
  cast.screens = {{2, 1920, 1080}};
  EXPECT_THAT(arrange({}, LayoutKind::Presentation, cast, 1280, 720),
              ElementsAre(Tile{2, {0, 0, 1280, 720}, Picture::Screen}));
}

TEST(Arrange, CustomRectanglesGoToWhomTheyName) {
  Cast cast = people(3);
  cast.seats = {{"a", 1}, {"b", 2}, {"c", 3}};
  cast.screens = {{3, 0, 0}};
  const auto tile = [](std::optional<std::string> participant, std::optional<int> slot, int x, Picture picture) {
    return CustomTile{std::move(participant), slot, x, 0, 100, 100, picture};
  };
  Layout layout{.kind = LayoutKind::Custom};
  layout.custom = {tile({}, 0, 0, Picture::Camera),   tile("a", {}, 100, Picture::Camera),
                   tile({}, 1, 200, Picture::Camera), tile("gone", {}, 300, Picture::Camera),
                   tile({}, 0, 400, Picture::Screen), tile("b", {}, 500, Picture::Screen),
                   tile({}, 2, 600, Picture::Camera)};
  EXPECT_THAT(arrange(layout, LayoutKind::Custom, cast, 1280, 720),
              ElementsAre(Tile{2, {0, 0, 100, 100}}, Tile{1, {100, 0, 100, 100}}, Tile{3, {200, 0, 100, 100}},
                          Tile{3, {400, 0, 100, 100}, Picture::Screen}))
      << "slots go to those without a rectangle; who is not there leaves it empty";
}

TEST(Arrange, NobodyIsAnEmptyView) {
  for (const LayoutKind kind : kinds) EXPECT_THAT(arrange({.kind = kind}, kind, {}, 1280, 720), IsEmpty());
}

}  // namespace
}  // namespace lethe::room
