// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/delay_trend.hpp"

#include <gtest/gtest.h>

namespace lethe::congestion {
namespace {

using namespace std::chrono_literals;
using Usage = DelayTrend::Usage;

class Trend : public testing::Test {
 protected:
  // Packets every 20 ms, each of which takes `grows` longer than the one before.
  void send(int count, std::chrono::microseconds grows) {
    for (int i = 0; i < count; ++i) {
      at += 20ms;
      delay += grows;
      trend.add(at, std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()) + delay);
    }
  }
  media::Time at{10s};
  std::chrono::microseconds delay = 40ms;
  DelayTrend trend;
};

TEST_F(Trend, OfASteadyDelayIsNormal) {
  send(200, 0ms);
  EXPECT_EQ(trend.usage(), Usage::Normal);
}

TEST_F(Trend, OfAGrowingDelayIsOver) {
  send(60, 0ms);
  send(30, 3ms);
  EXPECT_EQ(trend.usage(), Usage::Over);
}

TEST_F(Trend, OfAShrinkingDelayIsUnder) {
  send(60, 0ms);
  send(40, 3ms);
  send(20, -4ms);
  EXPECT_EQ(trend.usage(), Usage::Under);
}

TEST_F(Trend, OfClocksThatDriftIsNormal) {
  send(2000, 4us);  // 200 ppm
  EXPECT_EQ(trend.usage(), Usage::Normal);
}

TEST_F(Trend, BeginsAnewAfterALongSilence) {
  send(60, 0ms);
  at += 10s;
  delay += 400ms;
  send(60, 0ms);
  EXPECT_EQ(trend.usage(), Usage::Normal);
}

TEST_F(Trend, IsSureOfAQueueThatThreeGroupsInARowWaitedIn) {
  send(100, 0ms);
  send(1, 80ms);  // two late by chance, then one in time
  send(1, 0ms);
  send(1, -80ms);
  send(1, 0ms);
  EXPECT_LT(trend.surely(), 1);
  send(1, 80ms);
  send(3, 0ms);
  EXPECT_NEAR(trend.surely(), 80, 20);
}

}  // namespace
}  // namespace lethe::congestion
