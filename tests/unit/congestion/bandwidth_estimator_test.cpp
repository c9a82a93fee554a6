// SPDX-License-Identifier: AGPL-3.0-or-later
// The estimate on links in simulated time.
#include <gtest/gtest.h>

#include "tests/unit/congestion/bottleneck.hpp"

namespace lethe::congestion {
namespace {

class OnALine : public testing::TestWithParam<int> {};

TEST_P(OnALine, TheEstimateIsWithinFifteenPercentOfTheRate) {
  World world(BitRate::kbit(GetParam()));
  world.flows[0].estimator.set_goal(BitRate::kbit(6000));
  world.run(30s);
  const double mean = world.mean(20s);
  EXPECT_NEAR(mean, GetParam(), GetParam() * 0.15);
}

TEST_P(OnALine, TheQueueStaysShort) {
  World world(BitRate::kbit(GetParam()));
  world.flows[0].estimator.set_goal(BitRate::kbit(6000));
  world.run(15s);
  double sum = 0, most = 0;
  int count = 0;
  world.run(20s, [&] {
    sum += world.line.queue(world.now).count();
    most = std::max(most, world.line.queue(world.now).count());
    ++count;
  });
  EXPECT_LT(sum / count, 0.15) << "seconds, mean";
  EXPECT_LT(most, 0.5) << "seconds, longest";
}

INSTANTIATE_TEST_SUITE_P(Rates, OnALine, testing::Values(50, 100, 200, 500, 1000, 2000, 5000),
                         [](const testing::TestParamInfo<int>& one) { return std::to_string(one.param) + "kbit"; });

TEST(BandwidthEstimator, FindsRoomForTheNextStepThoughAStepDoesNotFillTheLine) {
  World world(BitRate::kbit(2000));
  Flow& flow = world.flows[0];
  flow.media = [](BitRate) { return BitRate::kbit(250); };
  flow.estimator.set_goal(BitRate::kbit(1600));
  world.run(2s);
  EXPECT_GE(flow.estimator.estimate().kbit(), 1500);
  const std::size_t padding = flow.padding;
  world.run(60s);
  EXPECT_EQ(flow.padding, padding) << "what could be used is known: nothing more is probed";
}

TEST(BandwidthEstimator, ProbesRarelyWhereThereIsNoRoom) {
  World world(BitRate::kbit(300));
  Flow& flow = world.flows[0];
  flow.media = [](BitRate) { return BitRate::kbit(250); };
  flow.estimator.set_goal(BitRate::kbit(1600));
  world.run(60s);
  const std::size_t sent = flow.sent, padding = flow.padding;
  world.run(120s);
  EXPECT_LT(static_cast<double>(flow.padding - padding), 0.02 * static_cast<double>(flow.sent - sent));
  EXPECT_LT(flow.estimator.estimate().kbit(), 330);
}

TEST(BandwidthEstimator, FollowsALineThatBecomesThinAndWideAgain) {
  World world(BitRate::kbit(2000));
  Flow& flow = world.flows[0];
  flow.estimator.set_goal(BitRate::kbit(2600));
  world.run(20s);
  EXPECT_GT(flow.estimator.estimate().kbit(), 1600);
  world.line.rate = BitRate::kbit(200);
  world.run(2s);
  EXPECT_LT(flow.estimator.estimate().kbit(), 230);
  world.run(20s);
  world.line.rate = BitRate::kbit(2000);
  world.run(15s);
  EXPECT_GT(flow.estimator.estimate().kbit(), 1600);
}

struct LossCase {
  int percent, least;  // of packets; kbit/s
};
class Loss : public testing::TestWithParam<LossCase> {};

TEST_P(Loss, ThatHasNothingToDoWithTheRateDoesNotStarveTheFlow) {
  World world(BitRate::kbit(2000));
  world.line.loss = GetParam().percent / 100.0;
  world.flows[0].estimator.set_goal(BitRate::kbit(2600));
  world.run(30s);
  EXPECT_GT(world.mean(20s), GetParam().least);
}
INSTANTIATE_TEST_SUITE_P(Percent, Loss,
                         testing::Values(LossCase{2, 1600}, LossCase{5, 1500}, LossCase{10, 1000}, LossCase{20, 500}));

TEST(BandwidthEstimator, IsNotMisledByJitter) {
  World world(BitRate::kbit(1000));
  world.line.jitter = 50ms;
  world.line.delay = 150ms;
  world.flows[0].estimator.set_goal(BitRate::kbit(1600));
  world.run(30s);
  EXPECT_GT(world.mean(20s), 600);
}

// Of a step that needs little, on a line that carries much.
struct Unrest {
  const char* name;
  std::chrono::milliseconds jitter;
  double loss;
};
class WhileLittleIsSent : public testing::TestWithParam<Unrest> {};

TEST_P(WhileLittleIsSent, NeitherUnrestNorLossMakesTheLineAThinOne) {
  World world(BitRate::kbit(2000));
  world.line.jitter = GetParam().jitter;
  world.line.loss = GetParam().loss;
  Flow& flow = world.flows[0];
  flow.media = [](BitRate) { return BitRate::kbit(250); };
  flow.estimator.set_goal(BitRate::kbit(1600));
  world.run(10s);
  double least = 1e9;
  world.run(60s, [&] { least = std::min(least, flow.estimator.estimate().kbit()); });
  EXPECT_GE(least, 1000);
}
INSTANTIATE_TEST_SUITE_P(With, WhileLittleIsSent,
                         testing::Values(Unrest{"Jitter", 30ms, 0}, Unrest{"Loss", 0ms, 0.05},
                                         Unrest{"Both", 20ms, 0.02}),
                         [](const auto& one) { return one.param.name; });

// As a download begins: it fills the queue, and packets are lost, until it has found its own rate.
TEST(BandwidthEstimator, IsNotStarvedForLongByABurstOfSomebodyElses) {
  World world(BitRate::kbit(2000));
  Flow& flow = world.flows[0];
  flow.sound_ms = 60;
  flow.media = [&](BitRate estimate) {
    const double full = flow.estimator.full() && flow.estimator.limited() ? 0.4 : 1;
    for (const double step : {300, 220, 130, 50, 25})
      if (estimate.kbit() >= step) return BitRate::kbit(step * full);
    return BitRate::kbit(15);
  };
  flow.estimator.set_goal(BitRate::kbit(1600));
  world.run(10s);
  ASSERT_GE(flow.estimator.estimate().kbit(), 1400);
  // Keeps the queue at that length.
  const auto download = [&](Seconds queue, std::chrono::milliseconds time) {
    double owed = 0;
    world.run(time, [&] {
      owed = std::min(owed + 3600.0 / 8, 1500.0 * 3);
      for (; owed >= 1500 && world.line.queue(world.now) < queue; owed -= 1500) world.line.pass(1500, world.now);
    });
  };
  download(Seconds(0.52), 1600ms);
  EXPECT_LT(flow.estimator.estimate().kbit(), 200);
  download(Seconds(0), 400ms);  // it goes slowly itself, after its losses
  download(Seconds(0.055), 4000ms);
  EXPECT_GE(flow.estimator.estimate().kbit(), 220);
}

TEST(BandwidthEstimator, TwoShareALine) {
  World world(BitRate::kbit(1000), 2);
  for (Flow& flow : world.flows) flow.estimator.set_goal(BitRate::kbit(1600));
  world.run(60s);
  std::array<std::size_t, 2> before{world.flows[0].sent, world.flows[1].sent};
  world.run(60s);
  const auto first = static_cast<double>(world.flows[0].sent - before[0]),
             second = static_cast<double>(world.flows[1].sent - before[1]);
  EXPECT_GE(first / (first + second), 0.40);
  EXPECT_LE(first / (first + second), 0.60);
}

TEST(BandwidthEstimator, KeepsItsGuessWithoutFeedbackAndTakesNoneOfPacketsItNeverSent) {
  BandwidthEstimator estimator;
  const media::Time now{5s};
  estimator.sent(1, 1000, now);
  EXPECT_FALSE(estimator.settled());
  const std::array<Feedback, 1> unknown{{{77, true, 1s}}};
  estimator.feedback(unknown, 50ms, now + 100ms);
  EXPECT_FALSE(estimator.settled());
  EXPECT_EQ(estimator.estimate(), BandwidthEstimator::start);
}

}  // namespace
}  // namespace lethe::congestion
