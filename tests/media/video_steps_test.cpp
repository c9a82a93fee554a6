// SPDX-License-Identifier: AGPL-3.0-or-later
// One view on several steps of the ladder: what each shows, how often, and how viewers move between them.
#include <gtest/gtest.h>

#include <algorithm>

#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/stage.hpp"
#include "tests/media/video_studio.hpp"

namespace lethe::video {
namespace {

using media::VideoCodec;

constexpr media::Stream top{.view = 1, .step = 0}, middle{.view = 1, .step = 1}, low{.view = 1, .step = 2},
    stills{.view = 1, .step = 3};
const std::vector<wire::Tile> pair_of_tiles = {{1, {0, 90, 318, 178}}, {2, {322, 90, 318, 178}}};

class Steps : public testing::Test {
 protected:
  static wire::Configure ladder() {
    wire::Configure settings = Studio::standard();
    settings.steps = {{.width = 640, .height = 360, .fps = 25, .video_bitrate = 1500},
                      {.width = 480, .height = 360, .fps = 15, .video_bitrate = 400},
                      {.width = 160, .height = 90, .fps = 8, .video_bitrate = 100},
                      {.width = 320, .height = 180, .fps = 1, .video_bitrate = 20}};
    return settings;
  }
  void start(std::vector<media::Stream> streams) {
    studio.add_camera(1, std::make_unique<Camera>(VideoCodec::Vp8, 320, 180, 0));
    studio.add_camera(2, std::make_unique<Camera>(VideoCodec::Vp8, 320, 180, 120));
    studio.mixer().set_scene(scene_of(1, pair_of_tiles));
    studio.mixer().set_streams(std::move(streams));
  }
  // Both cameras at their places, in the picture of a step.
  bool shows_both(media::Stream stream) {
    return studio.see(
        [](const Seen& seen) {
          const int width = seen.picture->width(), row = seen.picture->height() / 2;
          return hue_near(seen.hue(width / 4, row), 0) && hue_near(seen.hue(width * 3 / 4, row), 120);
        },
        stream);
  }
  // All that was seen of a stream, in order.
  std::vector<Seen> of(media::Stream stream) const {
    std::vector<Seen> chosen;
    std::copy_if(studio.seen.begin(), studio.seen.end(), std::back_inserter(chosen),
                 [stream](const Seen& seen) { return seen.stream == stream; });
    return chosen;
  }

  Studio studio{ladder()};
};

TEST_F(Steps, ShowTheWholeViewEachInItsSize) {
  start({top, middle, low});
  ASSERT_TRUE(shows_both(top));
  ASSERT_TRUE(shows_both(middle));
  ASSERT_TRUE(shows_both(low));
  const auto size = [&](media::Stream stream) {
    const Seen composite = of(stream).back();
    return Size{composite.picture->width(), composite.picture->height()};
  };
  EXPECT_EQ(size(top), (Size{640, 360}));
  EXPECT_EQ(size(middle), (Size{480, 270})) << "the shape is the view's";
  EXPECT_EQ(size(low), (Size{160, 90}));
  const Seen composite = of(middle).back();
  EXPECT_LT(composite.luma(240, 20), 45) << "the canvas around the tiles is dark";
}

TEST_F(Steps, AreMadeAtTheirOwnRatesAndShareTheClock) {
  start({top, middle, low});
  int count = 0;
  ASSERT_TRUE(studio.see([&](const Seen&) { return ++count == 50; }, top));
  std::map<media::Stream, std::vector<std::uint32_t>> stamps;
  for (const Seen& seen : studio.seen) stamps[seen.stream].push_back(seen.frame->rtp_timestamp);
#ifndef __SANITIZE_THREAD__  // under which ticks are late, and late ones are skipped
  const double seconds = (stamps[top].back() - stamps[top].front()) / 90'000.0;
  EXPECT_NEAR(static_cast<double>(stamps[top].size()), 1 + 25 * seconds, 3);
  EXPECT_NEAR(static_cast<double>(stamps[middle].size()), 1 + 15 * seconds, 3);
  EXPECT_NEAR(static_cast<double>(stamps[low].size()), 1 + 8 * seconds, 3);
#endif
  for (const media::Stream& stream : {middle, low})
    for (const std::uint32_t stamp : stamps[stream])
      EXPECT_EQ((stamp - stamps[top].front()) % 3600, 0U) << "all are ticks of one clock";
}

TEST_F(Steps, ScaleNamesSoThatTheyStayReadable) {
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Name, 60, 20));
  start({middle, low});
  ASSERT_TRUE(shows_both(middle));
  EXPECT_TRUE(
      studio.see([](const Seen& seen) { return seen.luma(24, 187) > 190 && hue_near(seen.hue(24, 160), 0); }, middle));
  EXPECT_TRUE(
      studio.see([](const Seen& seen) { return seen.luma(20, 59) > 170 && hue_near(seen.hue(20, 40), 0); }, low));
}

TEST_F(Steps, BeginWithAKeyFrameAtOnceHoweverSlowTheStep) {
  start({top});
  ASSERT_TRUE(shows_both(top));
  const auto asked = media::Clock::now();
  studio.mixer().set_streams({stills});
  ASSERT_TRUE(shows_both(stills));
  EXPECT_LT(media::Clock::now() - asked, std::chrono::milliseconds(500));
  EXPECT_TRUE(of(stills).front().frame->key);
}

TEST_F(Steps, GoOnUntilTheirViewersHaveTheKeyFrameOfTheNewOne) {
  start({top});
  ASSERT_TRUE(shows_both(top));
  studio.mixer().set_streams({low});
  ASSERT_TRUE(shows_both(low));
  EXPECT_TRUE(studio.see([](const Seen&) { return true; }, top)) << "whoever waits still gets the old one";
  const auto first = of(low).front().frame->at;
  const auto olds = of(top);
  const auto next = std::find_if(olds.begin(), olds.end(), [&](const Seen& old) { return old.frame->at >= first; });
  ASSERT_NE(next, olds.begin());
  ASSERT_NE(next, olds.end());
  EXPECT_LE(next->frame->at - std::prev(next)->frame->at, std::chrono::milliseconds(120)) << "no gap";
  const auto over = media::Clock::now() + 2 * Stage::linger;
  ASSERT_TRUE(studio.see([&](const Seen& seen) { return seen.frame->at > over; }, low));
  EXPECT_LE(of(top).back().frame->at, over - Stage::linger / 2) << "then it ends";
}

TEST_F(Steps, AreNotEncodedAtTheFullRateWhileNothingMoves) {
  studio.mixer().set_scene(scene_of(1, pair_of_tiles));
  studio.mixer().set_streams({top});
  const auto until = media::Clock::now() + std::chrono::milliseconds(2600);
  ASSERT_TRUE(studio.see([&](const Seen& seen) { return seen.frame->at > until; }, top)) << "it is repeated";
  EXPECT_LE(studio.mixer().counters().encoded, 30U) << "one second of refinement, then one a second";
  // Who comes needs a key frame now, not with the next repetition.
  const auto asked = media::Clock::now();
  studio.mixer().request_key_frame(top);
  ASSERT_TRUE(studio.see([](const Seen& seen) { return seen.frame->key; }, top));
  EXPECT_LT(media::Clock::now() - asked, std::chrono::milliseconds(500));
}

TEST_F(Steps, OfTwoViewsShareTilesOfTheSameSize) {
  start({top});
  auto scene = scene_of(2, pair_of_tiles);
  scene->views.push_back({.id = 2, .width = 640, .height = 360, .tiles = {{2, {0, 90, 318, 178}}}});
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({top, {.view = 2}});
  EXPECT_TRUE(shows_both(top));
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(160, 180), 120); }, {.view = 2}));
}

}  // namespace
}  // namespace lethe::video
