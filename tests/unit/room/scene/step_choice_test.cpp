// SPDX-License-Identifier: AGPL-3.0-or-later
// The step that is chosen as estimates arrive.
#include "mcu/room/scene/step_choice.hpp"

#include <gtest/gtest.h>

#include <array>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;

TEST(LineKbps, CountsTheHeadersOfEachPacket) {
  // 50 packets of sound and 148 of pictures a second, 68 bytes of headers each.
  EXPECT_EQ(line_kbps({"720p", 1280, 720, 25, 1200}, 32, 20), 1200 + 32 + (50 + 148) * 68 * 8 / 1000);
  EXPECT_EQ(line_kbps({"audio", 0, 0, 0, 0}, 12, 60), 12 + 16 * 68 * 8 / 1000);
}

class Choice : public testing::Test {
 protected:
  // Hears the same estimate each second; the step afterwards.
  int hear(int kbps, std::chrono::seconds time) {
    for (auto end = now + time; now < end; now += 500ms) choice.hear(kbps, now);
    return choice.step();
  }
  static constexpr std::array<int, 5> costs{2700, 1400, 500, 250, 20};
  StepChoice::Time now{1000s};
  StepChoice choice{costs, now};
};

TEST_F(Choice, BeginsLowAndGoesUpAtOnceAtTheStart) {
  EXPECT_EQ(choice.step(), 3);
  EXPECT_TRUE(choice.hear(1600, now + 200ms));
  EXPECT_EQ(choice.step(), 1);
}

TEST_F(Choice, GoesDownAtOnceAndAsFarAsNeeded) {
  hear(3200, 10s);
  ASSERT_EQ(choice.step(), 0);
  EXPECT_TRUE(choice.hear(300, now));
  EXPECT_EQ(choice.step(), 3);
  EXPECT_TRUE(choice.hear(10, now));
  EXPECT_EQ(choice.step(), 4) << "the last one when nothing fits";
}

TEST_F(Choice, StaysWhereALittleIsMissingForAMoment) {
  hear(560, 10s);
  ASSERT_EQ(choice.step(), 2);
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(choice.hear(380, now += 1s));
    EXPECT_FALSE(choice.hear(380, now += 800ms));
    EXPECT_FALSE(choice.hear(560, now += 100ms));
  }
  EXPECT_FALSE(choice.hear(380, now += 1s));
  EXPECT_TRUE(choice.hear(380, now += 1s)) << "it lasts";
  EXPECT_EQ(choice.step(), 3);
}

TEST_F(Choice, KeepsTheLastPicturesWhereTheyNearlyFit) {
  hear(300, 10s);
  ASSERT_EQ(choice.step(), 3);
  EXPECT_EQ(hear(245, 10s), 3) << "a few kbit/s too few for the last step but one";
  EXPECT_EQ(hear(243, 2s), 4);
  EXPECT_EQ(hear(250, 10s), 4) << "to go up takes as much as ever";
  EXPECT_EQ(hear(280, 10s), 3);
}

TEST_F(Choice, GoesUpOnlyWhenThereIsRoomForAWhile) {
  hear(300, 10s);
  ASSERT_EQ(choice.step(), 3);
  EXPECT_FALSE(choice.hear(600, now));
  EXPECT_FALSE(choice.hear(600, now + 1s));
  EXPECT_FALSE(choice.hear(400, now + 1400ms)) << "the room was gone in between";
  EXPECT_FALSE(choice.hear(600, now + 1600ms));
  EXPECT_TRUE(choice.hear(600, now + 3200ms));
  EXPECT_EQ(choice.step(), 2);
}

TEST_F(Choice, StaysWhereTheEstimateWavers) {
  hear(540, 10s);
  ASSERT_EQ(choice.step(), 3) << "500 needs some room to be taken";
  hear(560, 3s);
  ASSERT_EQ(choice.step(), 2);
  EXPECT_EQ(hear(510, 10s), 2) << "and none to be kept";
}

TEST_F(Choice, WaitsLongerEachTimeThatAStepUpDoesNotHold) {
  hear(300, 10s);
  std::vector<double> waits;
  for (int i = 0; i < 8; ++i) {
    const auto since = now;
    while (choice.step() == 3) choice.hear(570, now += 100ms);
    waits.push_back(std::chrono::duration<double>(now - since).count());
    choice.hear(300, now += 1s);
    ASSERT_EQ(choice.step(), 3);
  }
  EXPECT_NEAR(waits[0], 1.6, 0.2);
  EXPECT_NEAR(waits[1], 3.1, 0.2);
  EXPECT_NEAR(waits[2], 6.1, 0.2);
  EXPECT_NEAR(waits[7], 60, 0.5);
}

TEST_F(Choice, DoesNotWaitLongerWhereThereIsPlentyOfRoom) {
  hear(300, 10s);
  for (int i = 0; i < 5; ++i) {
    while (choice.step() == 3) choice.hear(570, now += 100ms);
    choice.hear(300, now += 1s);
  }
  const auto since = now;
  choice.hear(570, now += 1s);
  while (choice.step() == 3) choice.hear(760, now += 100ms);
  EXPECT_GT(now - since, 2400ms) << "a moment of plenty does not count";
  EXPECT_LT(now - since, 2800ms);
}

TEST_F(Choice, TakesALineThatBecomesThinByAndByForOneStepUpThatDidNotHold) {
  hear(3200, 10s);
  for (const int kbps : {1500, 600, 300, 10}) hear(kbps, 10s);
  ASSERT_EQ(choice.step(), 4);
  const auto since = now;
  while (choice.step() == 4) choice.hear(275, now += 100ms);
  EXPECT_NEAR(std::chrono::duration<double>(now - since).count(), 3.1, 0.2);
}

TEST_F(Choice, DoesNotWaitLongForTheBestStepWithAllTheRoomThatIsLookedFor) {
  hear(300, 10s);
  for (int i = 0; i < 7; ++i) {
    while (choice.step() == 3) choice.hear(570, now += 100ms);
    choice.hear(300, now += 1s);
  }
  const auto since = now;
  while (choice.step() == 3) choice.hear(1680, now += 100ms);
  EXPECT_EQ(choice.step(), 2) << "for which there is plenty";
  EXPECT_LT(now - since, 2s);
  while (choice.step() == 2) choice.hear(1680, now += 100ms);
  EXPECT_EQ(choice.step(), 1);
  EXPECT_LT(now - since, 14s);
}

TEST_F(Choice, ForgetsThatOnceAStepHasHeld) {
  hear(300, 10s);
  for (int i = 0; i < 3; ++i) {
    while (choice.step() == 3) choice.hear(570, now += 100ms);
    choice.hear(300, now += 1s);
  }
  while (choice.step() == 3) choice.hear(570, now += 100ms);
  hear(570, 70s);
  choice.hear(300, now);
  const auto since = now;
  while (choice.step() == 3) choice.hear(570, now += 100ms);
  EXPECT_LT(now - since, 2s);
}

TEST_F(Choice, DoesNotGoBackAndForthBetweenTwoStepsOfWhichNeitherHolds) {
  hear(300, 10s);
  for (int i = 0; i < 7; ++i) {
    while (choice.step() == 3) choice.hear(570, now += 100ms);
    choice.hear(300, now += 20s);
  }
  int changes = 0;
  for (const auto end = now + 180s; now < end; changes += choice.hear(choice.step() == 3 ? 570 : 300, now += 20s)) {
  }
  EXPECT_LE(changes, 6) << "on a line between two steps";
}

}  // namespace
}  // namespace lethe::room
