// SPDX-License-Identifier: AGPL-3.0-or-later
// Which frames of a source are admitted to decoding, without threads.
#include "pipelines/video/source.hpp"

#include <gtest/gtest.h>

namespace lethe::video {
namespace {

using namespace std::chrono_literals;
using media::EncodedFrame;
using Task = Source::Task;

class Ears : public Output {
 public:
  void on_encoded(const media::Stream&, std::shared_ptr<const EncodedFrame>) override {}
  void on_source_key_frame_wanted(media::SourceId) override { ++asked; }
  void on_video_changed(const wire::VideoChanged& change) override { changes.push_back(change); }
  void on_layout_shown(const wire::LayoutShown&) override {}
  int asked = 0;
  std::vector<wire::VideoChanged> changes;
};

class SourceIn : public testing::Test {
 protected:
  SourceIn() { key.key = true; }
  media::Time now{1000s};
  Tally tally;
  Ears ears;
  Source source{5, std::make_shared<media::LipSync>(), tally, 40ms};
  EncodedFrame key, delta;
};

TEST_F(SourceIn, AViewAsksForAKeyFrameAndLetsNothingElseIn) {
  EXPECT_EQ(source.set_wanted(true, now), Task::AskKeyFrame);
  EXPECT_EQ(source.offer(delta, now), std::nullopt);
  EXPECT_EQ(tally.dropped, 1U);
  EXPECT_EQ(source.offer(key, now), Task::Decode);
  EXPECT_EQ(source.offer(delta, now), Task::Decode);
}

TEST_F(SourceIn, AViewAsksAgainEachHalfSecondUntilAKeyFrameComes) {
  source.set_wanted(true, now);
  int asked = 0;
  for (int i = 0; i < 50; ++i) asked += source.offer(delta, now + i * 40ms) == Task::AskKeyFrame ? 1 : 0;
  EXPECT_EQ(asked, 3);
}

TEST_F(SourceIn, NoViewIsNeverDecodedButToldOnce) {
  EXPECT_EQ(source.offer(key, now), Task::Arrived);
  EXPECT_EQ(source.offer(delta, now + 40ms), std::nullopt);
  source.run(Task::Arrived, nullptr, ears);
  ASSERT_EQ(ears.changes.size(), 1U);
  EXPECT_TRUE(ears.changes[0].live);
  EXPECT_EQ(ears.changes[0].seat, 5U);
  EXPECT_EQ(source.check_silence(now + 2s), std::nullopt);
  EXPECT_EQ(source.check_silence(now + 2041ms), Task::Silence);
  EXPECT_EQ(source.check_silence(now + 2100ms), std::nullopt) << "posted already";
}

TEST_F(SourceIn, AQueueThatIsFullDropsUntilTheNextKeyFrameAndAsksForIt) {
  source.set_wanted(true, now);
  EXPECT_EQ(source.offer(key, now), Task::Decode);
  for (int i = 1; i < Source::queued_max; ++i) EXPECT_EQ(source.offer(delta, now), Task::Decode);
  EXPECT_EQ(source.offer(delta, now + 1s), Task::AskKeyFrame);
  EXPECT_EQ(source.offer(key, now + 1s), std::nullopt) << "still full";
  for (int i = 0; i < Source::queued_max; ++i) source.run(Task::Decode, &delta, ears);
  EXPECT_EQ(source.offer(delta, now + 1s), std::nullopt) << "there is room, but a frame is missing";
  EXPECT_EQ(source.offer(key, now + 1s), Task::Decode);
}

TEST_F(SourceIn, ARemovedSourceTellsThatItEndedAndNothingMore) {
  source.offer(key, now);
  source.run(Task::Arrived, nullptr, ears);
  source.run(Task::Remove, nullptr, ears);
  ASSERT_EQ(ears.changes.size(), 2U);
  EXPECT_FALSE(ears.changes[1].live);
  source.run(Task::Arrived, nullptr, ears);
  source.run(Task::AskKeyFrame, nullptr, ears);
  EXPECT_EQ(ears.changes.size(), 2U);
  EXPECT_EQ(ears.asked, 0);
}

}  // namespace
}  // namespace lethe::video
