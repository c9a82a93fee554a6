// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/probe.hpp"

#include <gtest/gtest.h>

namespace lethe::congestion {
namespace {

using namespace std::chrono_literals;

class Probing : public testing::Test {
 protected:
  static constexpr BitRate estimate = BitRate::kbit(400), goal = BitRate::kbit(2000);

  // One probe over a path of that rate; how much padding was sent.
  std::size_t run(BitRate path) {
    std::size_t padding = 0;
    media::Time free = now;
    std::vector<std::pair<SentPacket, media::Time>> packets;
    for (; probe.running(); now += 20ms)
      for (std::size_t due = probe.padding_due(now); due > 0; due -= std::min<std::size_t>(due, 250)) {
        const SentPacket packet{250, now, probe.number()};
        free = std::max(free, now) +
               std::chrono::duration_cast<media::Clock::duration>(Seconds(250 * 8 / path.kbit() / 1000));
        packets.push_back({packet, free + 30ms});
        padding += 250;
        probe.sent(250, now);
      }
    for (const auto& [packet, at] : packets)
      probe.reported(packet, std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()));
    return padding;
  }
  Probe probe;
  media::Time now{100s};
};

TEST_F(Probing, FindsTwiceTheEstimateOnAWidePath) {
  probe.consider(estimate, goal, true, now);
  ASSERT_TRUE(probe.running());
  const std::size_t padding = run(BitRate::kbit(50'000));
  EXPECT_NEAR(static_cast<double>(padding), BitRate::kbit(800).bytes_in(140ms), 500);
  const auto found = probe.result(now);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->kbit(), 800, 100);
  EXPECT_EQ(probe.result(now), std::nullopt) << "told once";
}

TEST_F(Probing, FindsTheRateOfANarrowPath) {
  probe.consider(estimate, goal, true, now);
  run(BitRate::kbit(500));
  EXPECT_NEAR(probe.result(now)->kbit(), 475, 25);
}

TEST_F(Probing, WaitsLongerAfterEachThatFoundNothing) {
  std::vector<double> pauses;
  for (int i = 0; i < 6; ++i) {
    const media::Time since = now;
    while (!probe.running()) probe.consider(estimate, goal, true, now += 20ms);
    pauses.push_back(Seconds(now - since).count());
    run(BitRate::kbit(390));
    probe.result(now);
  }
  EXPECT_LT(pauses[0], 0.1);
  EXPECT_NEAR(pauses[1], 2, 0.1);
  EXPECT_NEAR(pauses[2], 4, 0.1);
  EXPECT_NEAR(pauses[5], 8, 0.5);
}

TEST_F(Probing, DoesNotBeginOnABusyPathNorBeyondTheGoal) {
  probe.consider(estimate, goal, false, now);
  EXPECT_FALSE(probe.running());
  probe.consider(goal, goal, true, now);
  EXPECT_FALSE(probe.running());
  EXPECT_EQ(probe.padding_due(now), 0U);
}

TEST_F(Probing, TellsNothingWhenMostOfItIsLost) {
  probe.consider(estimate, goal, true, now);
  for (; probe.running(); now += 20ms)
    for (std::size_t due = probe.padding_due(now); due > 0; due -= std::min<std::size_t>(due, 250)) {
      probe.sent(250, now);
      probe.reported({250, now, probe.number()}, std::nullopt);
    }
  EXPECT_EQ(probe.result(now), std::nullopt);
  probe.consider(estimate, goal, true, now + 1s);
  EXPECT_FALSE(probe.running()) << "it waits";
}

}  // namespace
}  // namespace lethe::congestion
