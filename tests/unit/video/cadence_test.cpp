// SPDX-License-Identifier: AGPL-3.0-or-later
// How evenly a source is shown, from decoding to the ticks that show its pictures, in simulated time.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "pipelines/video/dejitter.hpp"
#include "pipelines/video/due_queue.hpp"

namespace lethe::video {
namespace {

using namespace std::chrono_literals;
using media::Time;
using std::chrono::nanoseconds;

constexpr nanoseconds tick = 40ms;
constexpr int ticks_a_second = 25;
const Time start{1000s};

nanoseconds milliseconds(double count) { return nanoseconds(static_cast<std::int64_t>(count * 1e6)); }
double in_ms(nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

struct Arrival {
  Time usually, decoded;
  std::uint32_t rtp_timestamp;
};

struct Camera {
  double fps = 25, jitter_ms = 0;  // each picture comes up to so much sooner or later
  double drift_ppm = 0;            // by which its clock is slow
  double phase_ms = 0;             // behind a tick
};

std::vector<Arrival> pictures_of(const Camera& camera, int seconds) {
  std::mt19937 random(static_cast<unsigned>(camera.phase_ms * 10) + 1);
  std::uniform_real_distribution<> jitter(-camera.jitter_ms, camera.jitter_ms);
  std::vector<Arrival> pictures;
  Time before{};
  for (int i = 0; i < seconds * camera.fps; ++i) {
    const Time usually =
        start + 80ms + milliseconds(camera.phase_ms + i * 1000 / camera.fps * (1 + camera.drift_ppm / 1e6));
    before = std::max(before, usually + milliseconds(jitter(random)));  // they are decoded in order
    pictures.push_back({usually, before, static_cast<std::uint32_t>(i * 90'000.0 / camera.fps)});
  }
  return pictures;
}

struct Shown {
  double a_second = 0, gap_ms = 0;
  double longest_ms = 0, mean_ms = 0;  // from when a picture usually comes to the tick that shows it
};

// What the ticks after `from` show, of those of `seconds` seconds.
Shown show(const std::vector<Arrival>& pictures, int seconds, nanoseconds from = 1s) {
  Dejitter dejitter(tick);
  DueQueue<std::size_t> queue(tick);
  Shown shown;
  std::size_t next = 0;
  int count = 0;
  Time last = start;
  for (Time at = start; at < start + seconds * 1s; at += tick) {
    for (; next < pictures.size() && pictures[next].decoded <= at; ++next)
      queue.add(next, dejitter.ready(pictures[next].rtp_timestamp, pictures[next].decoded));
    const auto picture = queue.release(at);
    if (!picture) continue;
    if (at >= start + from) {
      ++count;
      const double took = in_ms(at - pictures[*picture].usually);
      shown.gap_ms = std::max(shown.gap_ms, in_ms(at - last));
      shown.longest_ms = std::max(shown.longest_ms, took);
      shown.mean_ms += took;
    }
    last = at;
  }
  shown.a_second = count * 1000 / in_ms(seconds * 1s - from);
  shown.mean_ms /= std::max(1, count);
  return shown;
}

// The worst of all phases against the tick, with clocks that are right, fast and slow.
struct Row {
  double fps, jitter_ms;
  double a_second, gap_ms;  // at least, at most
};
class Cadence : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(
    Sources, Cadence,
    testing::Values(Row{15, 0, 14.9, 80}, Row{15, 5, 14.9, 80}, Row{15, 10, 14.9, 80}, Row{15, 20, 14.9, 80},
                    Row{20, 0, 19.9, 80}, Row{20, 5, 19.9, 80}, Row{20, 10, 19.9, 80}, Row{20, 20, 19.8, 80},
                    Row{24, 0, 23.9, 80}, Row{24, 5, 23.9, 80}, Row{24, 10, 23.9, 80}, Row{24, 20, 23.7, 80},
                    Row{25, 0, 24.9, 80}, Row{25, 5, 24.9, 80}, Row{25, 10, 24.9, 80}, Row{25, 20, 23.8, 80},
                    Row{30, 0, 24.9, 40}, Row{30, 5, 24.9, 40}, Row{30, 10, 24.9, 40}, Row{30, 20, 24.8, 80}),
    [](const auto& row) {
      return std::to_string(int(row.param.fps)) + "ASecondJitter" + std::to_string(int(row.param.jitter_ms));
    });

TEST_P(Cadence, IsEvenAtEveryPhaseAndAddsHalfATickAtMost) {
  const Row& row = GetParam();
  constexpr int seconds = 20;
  // Its wait for the tick, and half a tick; what is usual is known to some 3 ms where the jitter is large.
  const double longest = in_ms(tick + tick / 2) + row.jitter_ms * 0.15;
  for (const double drift : {0.0, 100.0, -100.0})
    for (int phase = 0; phase < 40; ++phase) {
      const Camera camera{row.fps, row.jitter_ms, drift, double(phase)};
      const Shown shown = show(pictures_of(camera, seconds), seconds);
      EXPECT_GE(shown.a_second, row.a_second) << "phase " << phase << ", drift " << drift;
      EXPECT_LE(shown.gap_ms, row.gap_ms) << "phase " << phase << ", drift " << drift;
      EXPECT_LE(shown.longest_ms, longest) << "phase " << phase << ", drift " << drift;
    }
}

TEST(Cadence, WhatComesAmidTheTicksDoesNotWait) {
  for (const double jitter : {0.0, 5.0, 10.0})
    for (double phase = 12; phase <= 28; ++phase) {
      const Shown shown = show(pictures_of({.jitter_ms = jitter, .phase_ms = phase}, 10), 10);
      EXPECT_EQ(shown.a_second, ticks_a_second);
      EXPECT_NEAR(shown.mean_ms, 40 - phase, 0.001) << "jitter " << jitter << ", phase " << phase;
    }
}

TEST(Cadence, APictureThatComesLateDelaysNoOther) {
  for (const double late : {20.0, 70.0, 150.0, 600.0}) {
    auto pictures = pictures_of({.phase_ms = 30}, 10);
    const Time came = pictures[50].usually + milliseconds(late);  // and those after it can not come sooner
    for (std::size_t i = 50; pictures[i].decoded < came; ++i) pictures[i].decoded = came;
    const Shown shown = show(pictures, 9, came - start + 2 * tick);
    EXPECT_EQ(shown.longest_ms, 10) << late << " ms late";
    EXPECT_EQ(shown.gap_ms, 40) << late << " ms late";
  }
}

TEST(Cadence, FollowsAWayThatBecomesLongerOrShorter) {
  for (const double change : {-600.0, -150.0, -50.0, -20.0, 20.0, 50.0, 150.0, 600.0}) {
    auto pictures = pictures_of({.jitter_ms = 5, .phase_ms = 15}, 20);
    for (std::size_t i = 100; i < pictures.size(); ++i) {
      pictures[i].usually += milliseconds(change);
      pictures[i].decoded = std::max(pictures[i].decoded + milliseconds(change), pictures[99].decoded);
    }
    const Shown at_once = show(pictures, 19, pictures[100].usually - start + 1s), later = show(pictures, 19, 8s);
    EXPECT_GE(at_once.a_second, 24.8) << change;
    EXPECT_LE(at_once.longest_ms, std::max(60.0, 60 - change)) << change << ": no later than before it changed";
    EXPECT_GE(later.a_second, 24.9) << change;
    EXPECT_LE(later.longest_ms, 60) << change;
  }
}

// They are bounded by what a picture that is early waits at most: two ticks and three eighths, and the next tick.
TEST(Cadence, TimestampsThatMeanNothingHoldNoPictureBack) {
  std::mt19937 random(1);
  const std::function<std::uint32_t(std::uint32_t)> kinds[] = {
      [](std::uint32_t) { return 7U; },
      [&](std::uint32_t) { return static_cast<std::uint32_t>(random()); },
      [&](std::uint32_t t) { return t + static_cast<std::uint32_t>(random()) % 18'000; },
      [](std::uint32_t t) { return t / 90; },
      [](std::uint32_t t) { return t * 90; },
      [](std::uint32_t t) { return 0U - t; },
      [](std::uint32_t t) { return t * 0x7fff'ffffU; }};
  for (const auto& kind : kinds) {
    auto pictures = pictures_of({.phase_ms = 20}, 60);
    for (Arrival& picture : pictures) picture.rtp_timestamp = kind(picture.rtp_timestamp);
    const Shown shown = show(pictures, 59);
    EXPECT_LE(shown.longest_ms, 140) << "kind " << &kind - kinds;
    EXPECT_GE(shown.a_second, 12) << "kind " << &kind - kinds;
  }
}

TEST(Cadence, AWrappingClockIsAsGoodAsAnyOther) {
  auto pictures = pictures_of({.jitter_ms = 10, .phase_ms = 3}, 20);
  for (Arrival& picture : pictures) picture.rtp_timestamp += 0xffff'ffff - 900'000;
  EXPECT_GE(show(pictures, 20).a_second, 24.9);
}

}  // namespace
}  // namespace lethe::video
