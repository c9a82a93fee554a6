// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/speaker.hpp"

#include <gtest/gtest.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;

struct SpeakerTest : testing::Test {
  bool hear(int level, std::chrono::milliseconds later = 100ms) {
    now += later;
    return speakers.hear({{1, level}}, now);
  }
  Speakers speakers;
  Speakers::Time now{};
};

TEST_F(SpeakerTest, VoiceInTwoReportsIsSpeech) {
  EXPECT_FALSE(hear(30));
  EXPECT_FALSE(speakers.speaking(1));
  EXPECT_TRUE(hear(30));
  EXPECT_TRUE(speakers.speaking(1));
  EXPECT_FALSE(hear(30)) << "it spoke already";
  EXPECT_EQ(speakers.last_spoke(1), now);
}

TEST_F(SpeakerTest, AClickIsNoSpeech) {
  hear(5);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(hear(100));
  EXPECT_FALSE(hear(5)) << "far from the first one";
  EXPECT_FALSE(speakers.speaking(1));
  EXPECT_FALSE(speakers.last_spoke(1));
}

TEST_F(SpeakerTest, PausesBetweenWordsDoNotEndSpeech) {
  hear(30);
  hear(30);
  for (int i = 0; i < 9; ++i) EXPECT_FALSE(hear(100));
  EXPECT_TRUE(speakers.speaking(1));
  EXPECT_FALSE(hear(30));
  EXPECT_TRUE(speakers.speaking(1));
}

TEST_F(SpeakerTest, SpeechEndsASecondAfterTheLastVoice) {
  hear(30);
  hear(30);
  EXPECT_FALSE(speakers.pass(now + 1000ms));
  EXPECT_TRUE(speakers.pass(now + 1001ms));
  EXPECT_FALSE(speakers.speaking(1));
  EXPECT_TRUE(speakers.last_spoke(1)) << "that it spoke is remembered";
}

TEST_F(SpeakerTest, ItTakesLessToGoOnThanToBegin) {
  for (int i = 0; i < 5; ++i) hear(50);
  EXPECT_FALSE(speakers.speaking(1));
  hear(45);
  hear(45);
  EXPECT_TRUE(speakers.speaking(1));
  for (int i = 0; i < 30; ++i) hear(55);
  EXPECT_TRUE(speakers.speaking(1));
  for (int i = 0; i < 11; ++i) hear(56);
  EXPECT_FALSE(speakers.speaking(1));
}

TEST_F(SpeakerTest, OneMayCeaseWhileAnotherIsHeard) {
  speakers.hear({{1, 30}, {2, 30}}, now);
  speakers.hear({{1, 30}, {2, 30}}, now + 100ms);
  EXPECT_TRUE(speakers.speaking(2));
  EXPECT_TRUE(speakers.hear({{1, 30}}, now + 1200ms));
  EXPECT_TRUE(speakers.speaking(1));
  EXPECT_FALSE(speakers.speaking(2));
}

TEST_F(SpeakerTest, WhoIsForgottenDoesNotSpeak) {
  hear(30);
  hear(30);
  speakers.forget(1);
  EXPECT_FALSE(speakers.speaking(1));
  EXPECT_FALSE(speakers.last_spoke(1));
}

}  // namespace
}  // namespace lethe::room
