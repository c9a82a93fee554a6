// SPDX-License-Identifier: AGPL-3.0-or-later
// The small pure parts of the audio mixer.
#include <gmock/gmock.h>

#include "pipelines/audio/audio_tick_clock.hpp"
#include "pipelines/audio/incoming/level.hpp"
#include "pipelines/audio/incoming/lip_sync.hpp"
#include "pipelines/audio/incoming/opus_decoder.hpp"
#include "pipelines/audio/limiter.hpp"
#include "tests/unit/audio/sound.hpp"

namespace lethe::audio {
namespace {

using namespace std::chrono_literals;

Total tones(std::initializer_list<double> hertz, double amplitude, int tick) {
  Total total;
  Sum& sum = total.left;
  for (const double f : hertz)
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] +=
          static_cast<std::int32_t>(amplitude * std::sin(2 * std::numbers::pi * f *
                                                         (tick * tick_samples + static_cast<double>(i)) / sample_rate));
  return total;
}

TEST(LimiterTest, WhatFitsIsUntouched) {
  Limiter limiter;
  const Total in = tones({500}, 29'000, 0);
  Sound out;
  limiter.apply(in, out);
  EXPECT_TRUE(std::equal(in.left.begin(), in.left.end(), out.left.begin()));
}

TEST(LimiterTest, SixFullScaleTonesStayTonesBelowOnePercentDistortion) {
  Limiter limiter;
  std::vector<std::int16_t> heard;
  const auto hertz = {310.0, 470.0, 730.0, 1010.0, 1370.0, 1730.0};
  for (int tick = 0; tick < 100; ++tick) {
    Sound out;
    limiter.apply(tones(hertz, 32'767, tick), out);
    heard.insert(heard.end(), out.left.begin(), out.left.end());
  }
  const auto steady = std::span(heard).last(50 * tick_samples);
  double wanted = 0;
  for (const double f : hertz) wanted += std::pow(10, sound::level_at(steady, f) / 10) / 2;
  const double all = std::pow(sound::rms(steady) / 32768, 2);
  EXPECT_LT((all - wanted) / all, 0.01);
  EXPECT_GT(sound::rms(steady), 8000);  // and it is still loud
}

TEST(LimiterTest, ASuddenShoutIsSaturatedNotWrapped) {
  Limiter limiter;
  Sound out;
  limiter.apply(Total{}, out);
  limiter.apply(tones({500}, 190'000, 0), out);
  const Sum in = tones({500}, 190'000, 0).left;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (std::abs(in[i]) > 100) {
      EXPECT_GE(in[i] > 0 ? out.left[i] : -out.left[i], 0) << i;  // same sign
    }
  }
}

TEST(LimiterTest, TheGainComesBackSlowly) {
  Limiter limiter;
  Sound out;
  for (int tick = 0; tick < 10; ++tick) limiter.apply(tones({500}, 116'800, tick), out);  // needs -12 dB
  auto level = [&](int tick) {
    limiter.apply(tones({500}, 8000, tick), out);
    return sound::rms(out.left) / (8000 / std::sqrt(2));
  };
  EXPECT_LT(level(0), 0.3);
  double last = 0;
  for (int tick = 1; tick < 40; ++tick) {
    last = level(tick);
    ASSERT_LE(last, 1.01);
  }
  EXPECT_NEAR(last, 1, 0.01);
}

TEST(LimiterTest, BothSidesOfStereoAreTurnedDownAlike) {
  Limiter limiter;
  Total in = tones({500}, 60'000, 0);
  in.right = tones({500}, 6'000, 0).left;
  in.stereo = true;
  Sound out;
  for (int tick = 0; tick < 3; ++tick) limiter.apply(in, out);
  EXPECT_NEAR(sound::rms(out.left) / sound::rms(out.right), 10, 0.1);
}

TEST(LevelTest, IsCountedAsRfc6464Does) {
  std::array<std::int16_t, 960> samples{};
  EXPECT_EQ(level_of(samples), 127);
  samples.fill(-32768);
  EXPECT_EQ(level_of(samples), 0);
  samples.fill(3277);
  EXPECT_EQ(level_of(samples), 20);
  samples.fill(33);
  EXPECT_EQ(level_of(samples), 60);
}

TEST(SilenceGateTest, OpensAtOnceAndClosesAfterTheHold) {
  SilenceGate gate;
  EXPECT_FALSE(gate.open(0));
  gate.hear(60, 1000);
  EXPECT_TRUE(gate.open(1000));
  gate.hear(61, 5000);
  EXPECT_TRUE(gate.open(1000 + SilenceGate::hold - 1));
  EXPECT_FALSE(gate.open(1000 + SilenceGate::hold));
}

TEST(LipSyncWaitTest, GrowsStepByStepUpToTheVideoAndNotBeyondTheMost) {
  LipSyncWait wait;
  Time now{100s};
  std::int64_t audio = 1'000'000'000;
  for (int i = 0; i < 3000; ++i, now += 20ms) wait.update(audio + wait.wait().count(), audio + 90'000'000, false, now);
  EXPECT_EQ(wait.wait(), 60ms);  // within 30 ms
  for (int i = 0; i < 3000; ++i, now += 20ms) wait.update(audio + wait.wait().count(), audio + 900'000'000, false, now);
  EXPECT_EQ(wait.wait(), LipSyncWait::most);
  for (int i = 0; i < 3000; ++i, now += 20ms) wait.update(audio + wait.wait().count(), audio - 900'000'000, false, now);
  EXPECT_EQ(wait.wait(), 0ms);
}

TEST(LipSyncWaitTest, IsQuickerInSilenceAndIdleWithoutVideo) {
  LipSyncWait wait;
  Time now{100s};
  wait.update(0, media::LipSync::unknown, true, now);
  EXPECT_EQ(wait.wait(), 0ms);
  for (int i = 0; i < 20; ++i, now += 20ms) wait.update(0, 500'000'000, true, now);
  EXPECT_EQ(wait.wait(), 80ms);
  LipSyncWait talking;
  for (int i = 0; i < 20; ++i, now += 20ms) talking.update(0, 500'000'000, false, now);
  EXPECT_EQ(talking.wait(), 20ms);
}

TEST(TickClockTest, RunsOneTickEveryTwentyMilliseconds) {
  const Time start{50s};
  TickClock clock(start, 0xFFFF'FF00);
  EXPECT_FALSE(clock.due(start - 1ns));
  const auto first = clock.due(start + 1ms);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->at, start);
  EXPECT_FALSE(clock.due(start + 1ms));
  const auto second = clock.due(start + 20ms);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->rtp_timestamp - first->rtp_timestamp, 960U);
  EXPECT_EQ(clock.late_ticks(), 0U);
}

TEST(TickClockTest, CatchesUpThreeTicksAndSkipsTheOthersWithTheirTimestamps) {
  const Time start{50s};
  TickClock clock(start, 0);
  const Time now = start + 10 * 20ms;
  std::vector<std::uint32_t> timestamps;
  while (const auto tick = clock.due(now)) timestamps.push_back(tick->rtp_timestamp / 960);
  EXPECT_THAT(timestamps, testing::ElementsAre(7, 8, 9, 10));  // three late ones and the present one
  EXPECT_EQ(clock.late_ticks(), 10U);
  EXPECT_EQ(clock.next(), now + 20ms);
}

TEST(PacketDurationTest, RefusesWhatIsNotOpus) {
  using Bytes = media::Bytes;
  EXPECT_EQ(packet_duration(Bytes{}), std::nullopt);
  EXPECT_EQ(packet_duration(Bytes{0x03}), std::nullopt);        // code 3 without count
  EXPECT_EQ(packet_duration(Bytes{0x01, 0xAA, 0xBB}), 960);     // two frames of 10 ms
  EXPECT_EQ(packet_duration(Bytes{0x01, 0xAA}), std::nullopt);  // two frames of half a byte
  EXPECT_EQ(packet_duration(Bytes{0x1B, 0x3F}), std::nullopt);  // 63 frames of 60 ms
  EXPECT_EQ(packet_duration(Bytes{0xF8}), 960);                 // DTX: a frame without bytes
}

}  // namespace
}  // namespace lethe::audio
