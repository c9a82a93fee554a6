// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/jitter_buffer.hpp"

#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <random>
#include <vector>

namespace lethe::audio {
namespace {

using Kind = JitterBuffer::Kind;
using Verdict = JitterBuffer::Verdict;

struct JitterBufferTest : testing::Test {
  std::unique_ptr<JitterBuffer> buffer = std::make_unique<JitterBuffer>();
  std::int64_t now = 5'000'000;
  std::uint32_t base = 0xFFFF'FE00;  // wraps at once

  static media::AudioPacket packet(std::int64_t sequence, std::uint32_t timestamp, int level = 0) {
    media::AudioPacket p;
    p.sequence = sequence;
    p.rtp_timestamp = timestamp;
    p.level = level;
    return p;
  }
  // Packet `n` of a 20 ms stream, arriving `delay` after it was sent.
  Verdict push(std::int64_t n, std::int64_t delay = 0) {
    return buffer->push(packet(100 + n, base + static_cast<std::uint32_t>(n * 960)), now + n * 960 + delay, 960);
  }
  JitterBuffer::Step next(std::int64_t tick, std::int64_t phase = 0) { return buffer->next(now + tick * 960 + phase); }
};

TEST_F(JitterBufferTest, APunctualStreamPlaysTwentyToFortyMillisecondsAfterItArrives) {
  std::vector<std::int64_t> played;
  for (std::int64_t n = 0; n < 50; ++n) {
    push(n);
    const auto step = next(n, 100);
    if (step.kind == Kind::Play) played.push_back(n - (step.packet->sequence - 100));
  }
  ASSERT_GE(played.size(), 48U);
  for (const auto delay : played) EXPECT_EQ(delay, 1);
}

TEST_F(JitterBufferTest, ReorderedPacketsComeOutInOrderAndDuplicatesOnce) {
  push(0);
  push(2, -960);
  EXPECT_EQ(push(2, -960), Verdict::Duplicate);
  EXPECT_EQ(push(1), Verdict::Taken);
  std::vector<std::int64_t> order;
  for (std::int64_t tick = 0; tick < 10; ++tick)
    if (const auto step = next(tick); step.kind == Kind::Play) order.push_back(step.packet->sequence);
  EXPECT_THAT(order, testing::ElementsAre(100, 101, 102));
  EXPECT_EQ(push(1), Verdict::Duplicate);
}

TEST_F(JitterBufferTest, TheFirstPacketsMayArriveInAnyOrder) {
  push(1);
  EXPECT_EQ(push(0, 960), Verdict::Taken);
  const auto step = next(4);
  ASSERT_EQ(step.kind, Kind::Play);
  EXPECT_EQ(step.packet->sequence, 100);
}

TEST_F(JitterBufferTest, AMissingPacketIsLostOnceAndTheOneAfterItIsShown) {
  for (const std::int64_t n : {0, 1, 3, 4}) push(n);
  std::vector<Kind> kinds;
  for (std::int64_t tick = 2; kinds.size() < 5; ++tick) {
    const auto step = next(tick);
    kinds.push_back(step.kind);
    if (step.kind == Kind::Lost) {
      ASSERT_NE(step.following, nullptr);
      EXPECT_EQ(step.following->sequence, 103);
      EXPECT_EQ(step.samples, 960);
    }
  }
  EXPECT_THAT(kinds, testing::ElementsAre(Kind::Play, Kind::Play, Kind::Lost, Kind::Play, Kind::Play));
  EXPECT_EQ(push(2, 6 * 960), Verdict::Late);
}

TEST_F(JitterBufferTest, APauseOfTheSenderIsNotLoss) {
  push(0);
  // DTX: the next number, 400 ms later in media time and in arrival.
  std::vector<std::int64_t> played;
  for (std::int64_t tick = 0; tick < 30; ++tick) {
    if (tick == 20) buffer->push(packet(101, base + 20 * 960), now + 20 * 960, 960);
    const auto step = next(tick);
    EXPECT_NE(step.kind, Kind::Lost);
    if (step.kind == Kind::Play) played.push_back(tick);
  }
  EXPECT_THAT(played, testing::ElementsAre(1, 21));
}

TEST_F(JitterBufferTest, ANewStreamStartsAfresh) {
  for (std::int64_t n = 0; n < 5; ++n) push(n), next(n);
  EXPECT_EQ(buffer->push(packet(900'000, 77), now + 5 * 960, 960), Verdict::Restarted);
  const auto step = next(8);
  ASSERT_EQ(step.kind, Kind::Play);
  EXPECT_EQ(step.packet->sequence, 900'000);
  // the same numbers, but a media clock that jumped by an hour
  EXPECT_EQ(buffer->push(packet(900'001, 77 + 48'000 * 3600), now + 9 * 960, 960), Verdict::Restarted);
  EXPECT_EQ(next(12).kind, Kind::Play);
}

TEST_F(JitterBufferTest, HoldsABoundedAmountHoweverMuchArrives) {
  for (std::int64_t n = 0; n < 500; ++n)
    buffer->push(packet(100 + n, base + static_cast<std::uint32_t>(n) * 960), now, 960);
  int played = 0;
  for (std::int64_t at = now + 9600; buffer->next(at).kind == Kind::Play; at += 960) ++played;
  EXPECT_LE(played, 21);  // 400 ms and the one that plays
  EXPECT_GT(buffer->skipped(), 400U);
}

TEST_F(JitterBufferTest, PacketsOfTenToSixtyMillisecondsFollowEachOtherWithoutHole) {
  for (const int samples : {480, 960, 1920, 2880}) {
    buffer = std::make_unique<JitterBuffer>();
    std::int64_t sent = 0, taken = 0, at = now;
    for (int i = 0; i < 400; ++i, at += 480) {
      while (now + sent * samples <= at) {
        buffer->push(packet(sent, static_cast<std::uint32_t>(sent * samples)), now + sent * samples, samples);
        ++sent;
      }
      while (now + 4800 + taken * samples <= at) {
        const auto step = buffer->next(now + 4800 + taken * samples);
        ASSERT_EQ(step.kind, Kind::Play) << samples << " " << taken;
        EXPECT_EQ(step.packet->sequence, taken++);
      }
    }
  }
}

TEST_F(JitterBufferTest, TheDelayGrowsWithTheJitterUntilNothingComesLate) {
  constexpr std::int64_t jitter = 48 * 100, settled = 500, end = 1500;
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> delay(0, jitter);
  std::multimap<std::int64_t, std::int64_t> arrivals;
  for (std::int64_t n = 0; n < end; ++n) arrivals.emplace(n * 960 + delay(random), n);
  int late = 0, not_played = 0;
  for (std::int64_t tick = 0; tick < end; ++tick) {
    while (!arrivals.empty() && arrivals.begin()->first <= tick * 960) {
      const auto [at, n] = *arrivals.begin();
      arrivals.erase(arrivals.begin());
      late += push(n, at - n * 960) == Verdict::Late && tick > settled;
    }
    not_played += next(tick).kind != Kind::Play && tick > settled;
  }
  EXPECT_EQ(late, 0);
  EXPECT_EQ(not_played, 0) << "frames to make up";
  EXPECT_GT(buffer->target(), 48 * 90);
  EXPECT_LT(buffer->target(), jitter + 48 * 40);
}

TEST_F(JitterBufferTest, TheTargetFallsAgainWhenTheNetworkIsCalm) {
  std::mt19937 random(7);
  for (std::int64_t n = 0; n < 300; ++n) push(n, static_cast<std::int64_t>(random() % 4800)), next(n);
  EXPECT_GT(buffer->target(), 3000);
  for (std::int64_t n = 300; n < 2300; ++n) push(n, 0), next(n);
  EXPECT_EQ(buffer->target(), DelayTarget::least);
}

TEST_F(JitterBufferTest, ALongerPathDoesNotCountTwice) {
  for (std::int64_t n = 0; n < 300; ++n) push(n), next(n);
  for (std::int64_t n = 300; n < 1500; ++n) push(n, 4800), next(n);  // 100 ms more from now on
  EXPECT_EQ(buffer->target(), DelayTarget::least);
}

TEST_F(JitterBufferTest, WhatPlaysLaterThanNeededSaysSo) {
  buffer->set_extra(4800);
  std::int64_t excess = 0;
  for (std::int64_t n = 0; n < 40; ++n) {
    push(n);
    if (n == 20) buffer->set_extra(0);
    const auto step = next(n);
    if (n < 20) {
      EXPECT_EQ(step.excess, 0);
    }
    excess = step.excess;
  }
  EXPECT_GE(excess, 4800 - 960);
}

TEST_F(JitterBufferTest, WhateverComesItNeitherCrashesNorPlaysAPacketTwice) {
  std::mt19937 random(11);
  std::int64_t at = now, taken = 0, played = 0;
  for (unsigned i = 0; i < 50'000; ++i) {
    at += static_cast<std::int64_t>(random() % 960);
    const auto sequence = static_cast<std::int64_t>(random() % 10 == 0 ? random() : i + random() % 80);
    const auto verdict = buffer->push(packet(sequence, static_cast<std::uint32_t>(random())), at,
                                      120 * (1 + static_cast<int>(random() % 48)));
    taken += verdict == Verdict::Taken || verdict == Verdict::Restarted;
    const auto step = buffer->next(at);
    played += step.kind == Kind::Play;
    if (step.kind == Kind::Lost) {
      ASSERT_GT(step.samples, 0);
      ASSERT_LE(step.samples, 5760);
    }
  }
  EXPECT_LE(played, taken);
}

}  // namespace
}  // namespace lethe::audio
