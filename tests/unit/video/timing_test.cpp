// SPDX-License-Identifier: AGPL-3.0-or-later
// The classes that decide by time, with the test's own time.
#include <gtest/gtest.h>

#include "pipelines/video/due_queue.hpp"
#include "pipelines/video/frame_pace.hpp"
#include "pipelines/video/key_frame_gate.hpp"
#include "pipelines/video/tick_clock.hpp"

namespace lethe::video {
namespace {

using namespace std::chrono_literals;
using media::LipSync;
using media::Time;

const Time start{1000s};

TEST(Due, IsAtOnceWhileTheSoundIsNotKnown) {
  EXPECT_EQ(due(start, std::nullopt, 5, 40ms), start);
  EXPECT_EQ(due(start, 7s, LipSync::unknown, 40ms), start);
}

TEST(Due, IsTheTickNearestToThirtyMillisecondsBeforeTheSoundOfTheSameMomentIsHeard) {
  // The sender's clock reads 5 s at our 1000 s; sound plays 120 ms after that.
  const std::int64_t audio = std::chrono::nanoseconds(995s + 120ms).count();
  EXPECT_EQ(due(start + 40ms, 5s, audio, 40ms), start + 70ms);
}

TEST(Due, IsNeverBeforeItIsReadyNorMoreThanThreeHundredMillisecondsAfter) {
  const std::int64_t audio = std::chrono::nanoseconds(995s).count();
  EXPECT_EQ(due(start + 40ms, 5s, audio, 40ms), start + 40ms);
  EXPECT_EQ(due(start, 5s, audio + std::chrono::nanoseconds(2s).count(), 40ms), start + 300ms);
}

TEST(Due, OffsetOfTheVideoIsTheEarliestPossibleOne) {
  EXPECT_EQ(earliest_offset(start + 40ms, 5s), std::chrono::nanoseconds(995s + 40ms).count());
}

TEST(DueQueue, ReleasesTheNewestDueItemAndForgetsOlderOnes) {
  DueQueue<int> queue(40ms);
  queue.add(1, start);
  queue.add(2, start + 40ms);
  queue.add(3, start + 80ms);
  EXPECT_EQ(queue.release(start - 1ms), std::nullopt);
  EXPECT_EQ(queue.release(start + 50ms), 2);
  EXPECT_EQ(queue.release(start + 50ms), std::nullopt);
  EXPECT_EQ(queue.release(start + 80ms), 3);
  EXPECT_EQ(queue.size(), 0U);
}

TEST(DueQueue, IsBounded) {
  DueQueue<int> queue(40ms);
  for (int i = 0; i < 100; ++i) queue.add(i, start + 1s);
  EXPECT_EQ(queue.size(), DueQueue<int>::capacity);
  EXPECT_EQ(queue.release(start + 1s), 99);
}

TEST(KeyFrameGate, PassesOneRequestInHalfASecond) {
  KeyFrameGate gate;
  EXPECT_FALSE(gate.pass(start)) << "nobody asked";
  gate.request();
  EXPECT_TRUE(gate.pass(start));
  EXPECT_FALSE(gate.pass(start + 40ms));
  gate.request();
  EXPECT_FALSE(gate.pass(start + 499ms)) << "it waits";
  EXPECT_TRUE(gate.pass(start + 500ms)) << "and is not forgotten";
}

TEST(KeyFrameGate, ForgetsARequestThatAKeyFrameServed) {
  KeyFrameGate gate;
  gate.request();
  gate.satisfied();
  EXPECT_FALSE(gate.pass(start));
}

TEST(TickClock, TicksAtTheRateWithoutDrift) {
  TickClock clock(30, start, 100);
  for (int i = 0; i < 30; ++i) clock.take(clock.next());
  const TickClock::Tick tick = clock.take(clock.next());
  EXPECT_EQ(tick.at, start + 1s);
  EXPECT_EQ(tick.index, 30);
  EXPECT_EQ(tick.rtp_timestamp, 100U + 90'000U);
  EXPECT_EQ(clock.late(), 0U);
}

TEST(TickClock, SkipsTicksThatCouldNotBeKept) {
  TickClock clock(25, start, 0);
  clock.take(start);
  const TickClock::Tick tick = clock.take(start + 130ms);
  EXPECT_EQ(tick.at, start + 120ms);
  EXPECT_EQ(tick.rtp_timestamp, 3U * 3600U);
  EXPECT_EQ(clock.late(), 2U);
  EXPECT_EQ(clock.next(), start + 160ms);
}

TEST(TickClock, LetsItsRtpTimeWrap) {
  TickClock clock(25, start, 0xffffffff);
  clock.take(start);
  EXPECT_EQ(clock.take(start + 40ms).rtp_timestamp, 3599U);
}

TEST(Pace, ThinsTheTicksEvenlyToTheRate) {
  for (const int fps : {25, 15, 12, 8, 1}) {
    const Pace pace(25, fps);
    int beats = 0, gap = 0, longest = 0, shortest = 25;
    for (int tick = 0; tick < 250; ++tick) {
      ++gap;
      if (!pace.on_beat(tick)) continue;
      if (++beats > 1) {
        longest = std::max(longest, gap);
        shortest = std::min(shortest, gap);
      }
      gap = 0;
    }
    EXPECT_EQ(beats, 10 * fps);
    EXPECT_LE(longest - shortest, 1) << fps;
  }
}

TEST(Pace, IsNeverFasterThanTheTicks) {
  const Pace pace(10, 25);
  EXPECT_EQ(pace.fps(), 10);
  for (int tick = 0; tick < 20; ++tick) EXPECT_TRUE(pace.on_beat(tick));
}

TEST(Pace, SlowsToOnePictureASecondOnceNothingHasMovedForASecond) {
  Pace pace(25, 25);
  const auto passed_in_second = [&](int second, bool moves) {
    int passed = 0;
    for (int tick = 0; tick < 25; ++tick) passed += pace.pass(start + second * 1s + tick * 40ms, moves) ? 1 : 0;
    return passed;
  };
  EXPECT_EQ(passed_in_second(0, true), 25);
  EXPECT_EQ(passed_in_second(1, false), 24) << "it is refined";
  EXPECT_EQ(passed_in_second(2, false), 1);
  EXPECT_EQ(passed_in_second(3, false), 1);
  EXPECT_EQ(passed_in_second(4, true), 25) << "at once again";
  pace.set_steady(true);
  passed_in_second(5, false);
  EXPECT_EQ(passed_in_second(6, false), 5) << "for a player that stops where pictures end";
}

}  // namespace
}  // namespace lethe::video
