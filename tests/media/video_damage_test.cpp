// SPDX-License-Identifier: AGPL-3.0-or-later
// Broken and excessive input is dropped and counted, a key frame is requested, and the picture returns.
#include <gtest/gtest.h>

#include <random>

#include "tests/media/video_studio.hpp"

namespace lethe::video {
namespace {

using media::EncodedFrame;
using media::VideoCodec;
using Frame = std::shared_ptr<EncodedFrame>;

class Damage : public testing::TestWithParam<VideoCodec> {
 protected:
  void start() {
    studio.add_camera(1, std::make_unique<Camera>(GetParam(), 320, 180, 0));
    studio.mixer().set_scene(scene_of(1, {{1, {0, 0, 640, 360}}}));
    studio.mixer().set_streams({{.view = 1}});
    ASSERT_TRUE(shows(0));
  }
  bool shows(int hue) {
    return studio.see([&](const Seen& seen) { return hue_near(seen.hue(320, 180), hue); });
  }
  bool watch(int count) {
    return studio.see([&](const Seen&) { return --count <= 0; });
  }

  Studio studio;
  std::mt19937 random{4711};
};
INSTANTIATE_TEST_SUITE_P(Codecs, Damage, testing::Values(VideoCodec::Vp8, VideoCodec::H264, VideoCodec::Vp9));

TEST_P(Damage, OfAnyByteNeverEndsTheProcessAndTheNextKeyFrameRepairsThePicture) {
  start();
  studio.spoil(1, [&](Frame frame) {
    for (int i = 0; i < 12; ++i) frame->data[random() % frame->data.size()] = static_cast<std::uint8_t>(random());
    return frame;
  });
  ASSERT_TRUE(watch(25));
  const Counters counters = studio.mixer().counters();
  EXPECT_GT(counters.undecodable + counters.dropped, 0U);
  studio.spoil(1, [](Frame frame) { return frame; });
  studio.camera(1).set_hue(120);
  studio.camera(1).force_key_frame();
  EXPECT_TRUE(shows(120));
}

TEST_P(Damage, ByCuttingFramesShortIsRepairedToo) {
  start();
  studio.spoil(1, [&](Frame frame) {
    frame->data.resize(random() % std::min<std::size_t>(frame->data.size(), 12));
    return frame;
  });
  ASSERT_TRUE(watch(15));
  EXPECT_GT(studio.mixer().counters().undecodable, 0U);
  EXPECT_GE(studio.key_frames_asked(1), 2);
  studio.spoil(1, [](Frame frame) { return frame; });
  studio.camera(1).set_hue(120);
  EXPECT_TRUE(shows(120)) << "the key frame that was asked for";
}

TEST_P(Damage, ByNoiseInPlaceOfVideoShowsNothing) {
  studio.add_camera(1, std::make_unique<Camera>(GetParam(), 320, 180, 0));
  studio.mixer().set_scene(scene_of(1, {{1, {0, 0, 640, 360}}}));
  studio.mixer().set_streams({{.view = 1}});
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Avatar, 2, 2, 240));
  studio.spoil(1, [&](Frame frame) {
    for (auto& byte : frame->data) byte = static_cast<std::uint8_t>(random());
    return frame;
  });
  ASSERT_TRUE(watch(15));
  EXPECT_TRUE(hue_near(studio.seen.back().hue(100, 100), 240)) << "the avatar stays";
  EXPECT_TRUE(studio.changes().empty());
}

TEST_P(Damage, ByAMissingKeyFrameMakesTheMixerAskForOne) {
  studio.add_camera(1, std::make_unique<Camera>(GetParam(), 320, 180, 0));
  studio.spoil(1, [first = true](Frame frame) mutable { return std::exchange(first, false) ? nullptr : frame; });
  studio.mixer().set_scene(scene_of(1, {{1, {0, 0, 640, 360}}}));
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(shows(0));
  EXPECT_GE(studio.key_frames_asked(1), 1);
}

TEST_P(Damage, ByAFloodIsBoundedAndOverWithTheNextKeyFrame) {
  start();
  studio.mixer().set_streams({{.view = 1}});
  // Far more than is decoded in the time; each push returns at once.
  for (int i = 0; i < 400; ++i) studio.mixer().push(1, studio.camera(1).next());
  const Frame frame = studio.camera(1).next();
  for (int i = 0; i < 20'000; ++i) studio.mixer().push(1, frame);
  EXPECT_GT(studio.mixer().counters().dropped, 1000U);
  studio.camera(1).set_hue(120);
  EXPECT_TRUE(shows(120));
}

}  // namespace
}  // namespace lethe::video
