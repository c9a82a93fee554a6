// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/right_size.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using wire::Picture;

Limits limits() {
  Limits made;
  made.steps = {{"720p", 1280, 720, 25, 1200}, {"360p", 640, 360, 25, 400}, {"thin", 320, 180, 8, 50}, {"audio"}};
  made.video_kbps_in = 600;
  made.screen_kbps_in = 1500;
  return made;
}

// One tile of that size, seen by one viewer on each of the steps.
Wanted wanted(int width, int height, std::vector<int> steps, Picture picture = Picture::Camera) {
  wire::Scene scene;
  scene.views = {{1, 1280, 720, {{7, {0, 0, width, height}, picture}}}};
  for (const int step : steps) scene.parts.push_back({.seat = 9, .view = 1, .step = step});
  const Wants wants = wanted_of(scene, limits());
  const auto at = wants.find({7, picture});
  return at == wants.end() ? Wanted{} : at->second;
}

TEST(RightSize, IsThatOfTheLargestTileInWhichACameraIsSeen) {
  const struct {
    int width, height;
    std::vector<int> steps;
    Wanted then;
  } cases[] = {
      {1280, 720, {0}, {1280, 720, 25, 600}},   // alone: never more than the limit
      {638, 358, {0}, {640, 360, 25, 600}},     // four
      {426, 238, {0}, {480, 270, 25, 390}},     // nine
      {320, 180, {0}, {320, 180, 25, 212}},     // sixteen
      {254, 142, {0}, {320, 180, 25, 212}},     // twenty-five
      {182, 102, {0}, {320, 180, 25, 212}},     // forty-nine
      {638, 358, {1}, {320, 180, 25, 212}},     // four, watched on half the size
      {638, 358, {2}, {160, 90, 8, 42}},        // on a quarter, eight times a second
      {638, 358, {1, 2}, {320, 180, 25, 212}},  // the best of both
      {638, 358, {3}, {}},                      // by ears alone
      {638, 358, {}, {}},                       // by nobody
      {100, 720, {0}, {1280, 720, 25, 600}},    // as high as the tile even when it shows only a part
  };
  for (const auto& one : cases) {
    const Wanted got = wanted(one.width, one.height, one.steps);
    EXPECT_EQ(got, one.then) << one.width << "x" << one.height << ": " << got.width << "x" << got.height << " at "
                             << got.fps << ", " << got.kbps << " kbit/s";
  }
}

TEST(RightSize, OfAScreenIsThatOfItsTileWithFewPictures) {
  EXPECT_EQ(wanted(1024, 576, {0}, Picture::Screen), (Wanted{1024, 576, 15, 1073}));
  EXPECT_EQ(wanted(1280, 720, {0}, Picture::Screen), (Wanted{1280, 720, 15, 1500}));
}

TEST(RightSize, WhoIsHiddenIsNotAskedForACamera) {
  wire::Scene scene;
  scene.views = {{1, 1280, 720, {{7, {0, 0, 640, 360}}}}};
  scene.parts = {{.seat = 7, .seen = false, .view = 1, .step = 0}};
  EXPECT_THAT(wanted_of(scene, limits()), IsEmpty());
}

struct RightSizeTest : testing::Test {
  static constexpr Source camera{7, Picture::Camera};
  static Wants need(int height) { return {{camera, {height * 16 / 9, height, 25, height}}}; }
  RightSize size;
  RightSize::Time now{1h};
};

TEST_F(RightSizeTest, MoreIsAskedForAtOnce) {
  EXPECT_THAT(size.update(need(180), now), ElementsAre(camera));
  EXPECT_THAT(size.update(need(180), now), IsEmpty());
  EXPECT_THAT(size.update(need(720), now), ElementsAre(camera));
  EXPECT_EQ(size.of(camera).height, 720);
}

TEST_F(RightSizeTest, LessIsAskedForWhenItWasEnoughForFiveSeconds) {
  size.update(need(720), now);
  EXPECT_THAT(size.update(need(180), now), IsEmpty());
  EXPECT_THAT(size.update(need(270), now + 2s), IsEmpty());
  EXPECT_THAT(size.update(need(180), now + 4s), IsEmpty());
  EXPECT_FALSE(size.due(now + 4s));
  EXPECT_TRUE(size.due(now + 5s));
  EXPECT_THAT(size.update(need(180), now + 5s), ElementsAre(camera));
  EXPECT_EQ(size.of(camera).height, 270) << "the most that was needed meanwhile";
}

TEST_F(RightSizeTest, ItGoesOnFallingWithoutFurtherChanges) {
  size.update(need(720), now);
  size.update(need(270), now);
  size.update({}, now + 4s);
  size.update({}, now + 5s);
  EXPECT_EQ(size.of(camera).height, 270);
  EXPECT_TRUE(size.due(now + 10s));
  size.update({}, now + 10s);
  EXPECT_EQ(size.of(camera), Wanted{});
}

TEST_F(RightSizeTest, AShortTurnAsSpeakerChangesNothing) {
  size.update(need(720), now);
  for (int turn = 0; turn < 10; ++turn) {
    EXPECT_THAT(size.update(need(180), now += 1s), IsEmpty());
    EXPECT_THAT(size.update(need(720), now += 3s), IsEmpty());
  }
}

TEST_F(RightSizeTest, WhoIsSeenNoMoreIsAskedForNothingAfterAWhile) {
  size.update(need(360), now);
  EXPECT_THAT(size.update({}, now), IsEmpty());
  EXPECT_THAT(size.update({}, now + 5s), ElementsAre(camera));
  EXPECT_EQ(size.of(camera), Wanted{});
  EXPECT_FALSE(size.due(now + 60s));
  size.forget(7);
  EXPECT_THAT(size.update({}, now + 6s), IsEmpty());
}

}  // namespace
}  // namespace lethe::room
