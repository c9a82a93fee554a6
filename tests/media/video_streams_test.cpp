// SPDX-License-Identifier: AGPL-3.0-or-later
// The mixer's output besides the picture: which streams exist, their clock, key frames, and reports.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/media/video_studio.hpp"

namespace lethe::video {
namespace {

using media::VideoCodec;

constexpr media::Stream vp8{.view = 1}, h264{.view = 1, .codec = VideoCodec::H264},
    vp9{.view = 1, .codec = VideoCodec::Vp9};
const std::vector<wire::Tile> one_tile = {{1, {0, 0, 640, 360}}};

class Streams : public testing::Test {
 protected:
  void start(std::vector<media::Stream> streams) {
    studio.add_camera(1, std::make_unique<Camera>(VideoCodec::Vp8, 320, 180, 0));
    studio.mixer().set_scene(scene_of(1, one_tile));
    studio.mixer().set_streams(std::move(streams));
  }
  // Composites of a stream looked at until so many have come.
  bool watch(int count, media::Stream stream = vp8) {
    return studio.see([&](const Seen&) { return --count <= 0; }, stream);
  }

  Studio studio;
};

TEST_F(Streams, NeitherDecodesNorComposesWhatNobodyWatches) {
  start({});
  EXPECT_EQ(studio.mixer().counters().composed, 0U);
  // A second view makes composites come, in which seat 1 does not appear.
  auto scene = scene_of(2, one_tile);
  scene->views.push_back({.id = 2, .width = 320, .height = 180, .tiles = {{7, {0, 0, 320, 180}}}});
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({{.view = 2}});
  EXPECT_TRUE(watch(5, {.view = 2}));
  EXPECT_EQ(studio.mixer().counters().decoded, 0U);
  EXPECT_EQ(studio.mixer().counters().composed, studio.mixer().counters().encoded);
  EXPECT_TRUE(studio.hear([&] { return !studio.changes().empty() && studio.changes()[0].live; }))
      << "control hears that seat 1 has a camera all the same";
}

TEST_F(Streams, ComposesAViewOnceForAllItsCodecs) {
  start({vp8, h264, vp9});
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 0); }, vp8));
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 0); }, h264));
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 0); }, vp9));
  studio.mixer().set_streams({});
  const Counters counters = studio.mixer().counters();
  EXPECT_GE(counters.encoded, 3 * counters.composed - 3);
}

TEST_F(Streams, ShowsTheSamePictureInTwoViews) {
  studio.add_camera(1, std::make_unique<Camera>(VideoCodec::Vp8, 320, 180, 200));
  auto scene = scene_of(1, {{1, {0, 0, 318, 178}}});
  scene->views.push_back({.id = 2, .width = 640, .height = 360, .tiles = {{1, {322, 182, 318, 178}}}});
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({{.view = 1}, {.view = 2}});
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(159, 89), 200); }, {.view = 1}));
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(481, 271), 200); }, {.view = 2}));
}

TEST_F(Streams, StampsEachFrameByItsTick) {
  start({vp8, h264});
  ASSERT_TRUE(watch(12));
  std::map<VideoCodec, std::shared_ptr<const media::EncodedFrame>> last;
  std::map<media::Time, std::uint32_t> stamp_of_tick;
  for (const auto& frame : studio.frames) {
    if (const auto before = last[frame->codec]) {
      const auto elapsed = frame->at - before->at;
      EXPECT_EQ(frame->rtp_timestamp - before->rtp_timestamp, elapsed / std::chrono::milliseconds(40) * 3600);
      EXPECT_GT(elapsed.count(), 0);
    }
    last[frame->codec] = frame;
    const auto [tick, added] = stamp_of_tick.emplace(frame->at, frame->rtp_timestamp);
    EXPECT_EQ(tick->second, frame->rtp_timestamp) << "both codecs of a tick share one stamp";
  }
}

TEST_F(Streams, StartsWithAKeyFrameAndMakesMoreOnlyOnDemand) {
  start({vp8});
  ASSERT_TRUE(watch(15));
  EXPECT_TRUE(studio.frames.front()->key);
  EXPECT_EQ(std::count_if(studio.frames.begin(), studio.frames.end(), [](const auto& frame) { return frame->key; }), 1);
}

class KeyFrames : public Streams, public testing::WithParamInterface<VideoCodec> {};
INSTANTIATE_TEST_SUITE_P(Codecs, KeyFrames, testing::Values(VideoCodec::Vp8, VideoCodec::H264, VideoCodec::Vp9));

TEST_P(KeyFrames, AreMadeAtMostTwiceASecondHoweverManyAreAskedFor) {
  const media::Stream stream{.view = 1, .codec = GetParam()};
  start({stream});
  // 30 composites are 1.2 s; each viewer of a big room asks in each of them.
  int count = 0;
  ASSERT_TRUE(studio.see(
      [&](const Seen&) {
        for (int i = 0; i < 5; ++i) studio.mixer().request_key_frame(stream);
        return ++count == 30;
      },
      stream));
  std::vector<media::Time> keys;
  for (const auto& frame : studio.frames)
    if (frame->key) keys.push_back(frame->at);
  ASSERT_GE(keys.size(), 3U);
  EXPECT_LE(keys.size(), 4U);
  for (std::size_t i = 2; i < keys.size(); ++i) EXPECT_GE(keys[i] - keys[i - 1], std::chrono::milliseconds(500));
}

TEST_F(Streams, TellALayoutWithTheStampOfItsFirstFrame) {
  start({vp8});
  ASSERT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 0); }));
  auto moved = scene_of(7, {{1, {320, 180, 320, 180}}});
  studio.mixer().set_scene(moved);
  ASSERT_TRUE(studio.see([](const Seen& seen) { return seen.luma(100, 100) < 45; }));
  const std::uint32_t first = studio.frames.back()->rtp_timestamp;
  ASSERT_TRUE(studio.hear([&] { return studio.layouts().size() >= 2; }));
  EXPECT_EQ(studio.layouts()[0].revision, 1U);
  EXPECT_EQ(studio.layouts()[1].view, 1U);
  EXPECT_EQ(studio.layouts()[1].revision, 7U);
  EXPECT_EQ(studio.layouts()[1].rtp_timestamp, first);
  // A revision that moves no tile of the view is not told.
  auto muted = std::make_shared<wire::Scene>(*moved);
  muted->revision = 8;
  muted->parts[0].heard = false;
  studio.mixer().set_scene(muted);
  ASSERT_TRUE(watch(5));
  EXPECT_EQ(studio.layouts().size(), 2U);
}

TEST_F(Streams, TellWhenACameraFallsSilentAndShowItsAvatar) {
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Avatar, 2, 2, 120));
  start({vp8});
  ASSERT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(100, 100), 0); }));
  ASSERT_TRUE(studio.hear([&] { return studio.changes().size() == 1; }));
  EXPECT_TRUE(studio.changes()[0].live);
  EXPECT_EQ(studio.changes()[0].width, 320);
  EXPECT_EQ(studio.changes()[0].height, 180);
  const auto stopped = media::Clock::now();
  studio.silence(1);
  ASSERT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(100, 100), 120); }));
  EXPECT_GE(media::Clock::now() - stopped, std::chrono::milliseconds(1900));
  ASSERT_EQ(studio.changes().size(), 2U);
  EXPECT_FALSE(studio.changes()[1].live);
  studio.unsilence(1);
  ASSERT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(100, 100), 0); }));
  EXPECT_TRUE(studio.hear([&] { return studio.changes().size() == 3 && studio.changes()[2].live; }));
}

TEST_F(Streams, FollowAViewThatChangesItsShape) {
  start({vp8});
  ASSERT_TRUE(watch(3));
  auto scene = scene_of(2, {{1, {0, 0, 320, 240}}});
  scene->views[0].width = 320;
  scene->views[0].height = 240;
  studio.mixer().set_scene(scene);
  EXPECT_TRUE(studio.see([](const Seen& seen) {
    return seen.picture->width() == 480 && seen.picture->height() == 360 && seen.frame->key &&
           hue_near(seen.hue(240, 180), 0);
  }));
}

TEST_F(Streams, RefuseALabelWhoseSizeAndCoverageDisagree) {
  wire::Label label = solid_label(1, wire::LabelKind::Name, 10, 10);
  label.width = 11;
  EXPECT_THROW(studio.mixer().set_label(label), std::exception);
  label.coverage = "not base64!";
  EXPECT_THROW(studio.mixer().set_label(label), std::exception);
}

}  // namespace
}  // namespace lethe::video
