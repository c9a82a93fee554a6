// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/unit/audio/desk_fixture.hpp"

namespace lethe::audio {
namespace {

using sound::level_at;
using sound::scene_of;

TEST_F(MixingDeskTest, EachHearsTheOthersAtFullLevelAndItselfFortyDecibelsLower) {
  three();
  run(100);
  const std::map<Seat, double> tones{{1, 400}, {2, 600}, {3, 900}};
  for (const auto& [listener, own] : tones)
    for (const auto& [speaker, tone] : tones) {
      if (speaker == listener)
        EXPECT_LT(hears(listener, tone), sent - 40) << listener;
      else
        EXPECT_NEAR(hears(listener, tone), sent, 1.5) << listener << " hears " << speaker;
    }
}

TEST_F(MixingDeskTest, AListenerHearsEverybody) {
  three();
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 9}));
  run(100);
  for (const double tone : {400, 600, 900}) EXPECT_NEAR(hears(9, tone), sent, 1.5);
}

TEST_F(MixingDeskTest, WhoJoinsLateHearsAndIsHeard) {
  three();
  run(60);
  join(4, {.hertz = 1300});
  desk().set_scene(scene_of({1, 2, 3, 4}));
  run(80);
  for (const double tone : {400, 600, 900}) EXPECT_NEAR(hears(4, tone), sent, 1.5);
  for (const Seat seat : {1U, 2U, 3U}) EXPECT_NEAR(hears(seat, 1300), sent, 1.5);
  EXPECT_LT(hears(4, 1300), sent - 40);
}

TEST_F(MixingDeskTest, TheMutedAreNotHeardAndHearEverybody) {
  three();
  run(60);
  desk().set_scene(scene_of({1, 2, 3}, {2}));
  run(160);
  EXPECT_LT(hears(1, 600), sent - 40);
  EXPECT_NEAR(hears(2, 400), sent, 1.5);
  EXPECT_NEAR(hears(2, 900), sent, 1.5);
  desk().set_scene(scene_of({1, 2, 3}));
  run(80);
  EXPECT_NEAR(hears(1, 600), sent, 1.5);
}

TEST_F(MixingDeskTest, NothingSaidWhileMutedIsHeardAfterUnmuting) {
  three();
  desk().set_scene(scene_of({1, 2, 3}, {2}));
  senders.at(2).voice().hertz = 2000;
  run(40);
  senders.at(2).voice().amplitude = 0;
  desk().set_scene(scene_of({1, 2, 3}));
  run(40);
  EXPECT_LT(level_at(room.ears[1].heard(), 2000), sent - 40);
}

TEST_F(MixingDeskTest, ASeatWithoutPartInTheSceneNeitherGivesNorGets) {
  three();
  desk().set_scene(scene_of({1, 3}));
  run(80);
  EXPECT_TRUE(room.ears[2].heard().empty());
  EXPECT_LT(hears(1, 600), sent - 40);
}

TEST_F(MixingDeskTest, AllWhoAreSilentShareOneEncode) {
  join(1, {.hertz = 400});
  for (Seat seat = 2; seat <= 20; ++seat) join(seat, {.amplitude = 0, .header_level = 127});
  desk().add(21, listens, nullptr);
  wire::Scene scene;
  for (Seat seat = 1; seat <= 21; ++seat) scene.parts.push_back({.seat = seat});
  desk().set_scene(scene);
  run(50);
  EXPECT_EQ(room.largest_share, 21U);  // before the talker was audible
  run(20);
  room.encodes = 0;
  run(10);
  EXPECT_GE(room.encodes, 10U);  // one a tick; the talker's own mix is silent: now and then a sign of life
  EXPECT_LE(room.encodes, 11U);
  EXPECT_NEAR(hears(20, 400, 20), sent, 1.5);
}

TEST_F(MixingDeskTest, SilentStreamsAreNotDecoded) {
  three();
  for (auto& [seat, sender] : senders) sender.voice().header_level = 127;
  run(100);
  EXPECT_EQ(desk().counters().decoded, 0U);
  EXPECT_LT(hears(1, 600), sent - 40);
}

TEST_F(MixingDeskTest, TimestampsAdvanceBy960WithoutExceptionForEverybody) {
  three();
  run(20);
  desk().set_scene(scene_of({1, 2, 3}, {2}));
  run(150);
  for (auto& [seat, ear] : room.ears) {
    ASSERT_EQ(ear.timestamps().size(), 170U);
    for (std::size_t i = 1; i < ear.timestamps().size(); ++i)
      ASSERT_EQ(ear.timestamps()[i] - ear.timestamps()[i - 1], 960U) << i;
  }
  EXPECT_EQ(room.ears[1].timestamps(), room.ears[3].timestamps());
}

TEST_F(MixingDeskTest, SixTalkersAtFullScaleDoNotWrapAround) {
  const std::array<double, 6> tones{310, 470, 730, 1010, 1370, 1730};
  for (Seat seat = 0; seat < 6; ++seat) join(seat + 1, {.hertz = tones[seat], .amplitude = 32'000});
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 4, 5, 6, 9}));
  run(150);
  // Nothing jumps: between two samples the sum of these tones moves by less than a third of the scale.
  const auto heard = room.ears[9].last(75);
  int largest = 0;
  for (std::size_t i = 1; i < heard.size(); ++i) largest = std::max(largest, std::abs(heard[i] - heard[i - 1]));
  EXPECT_LT(largest, 22'000);
  double wanted = 0;
  for (const double tone : tones) {
    EXPECT_NEAR(hears(9, tone), -15.6 - 1, 2.5) << tone;
    wanted += std::pow(10, hears(9, tone) / 10) / 2;
  }
  const double all = std::pow(sound::rms(heard) / 32768, 2);
  EXPECT_LT((all - wanted) / all, 0.03);  // what is not one of the tones: distortion and coding noise
}

TEST_F(MixingDeskTest, ChangingBetweenSharedAndOwnEncodeMakesNoClick) {
  join(1, {.hertz = 500});
  join(2, {.hertz = 800, .amplitude = 0});
  desk().set_scene(scene_of({1, 2}));
  run(60);
  const std::size_t steady = room.ears[2].heard().size();
  senders.at(2).voice().amplitude = 8000;  // from now on an encode of its own
  run(50);
  senders.at(2).voice().amplitude = 0;  // and back after the hold
  run(180);
  // A 500 Hz tone moves by at most amplitude * w between two samples, 524 here; a click moves by much more.
  const auto& heard = room.ears[2].heard();
  int largest = 0;
  for (std::size_t i = steady - 20 * tick_samples; i < heard.size(); ++i)
    largest = std::max(largest, std::abs(heard[i] - heard[i - 1]));
  EXPECT_LT(largest, 524 * 1.5);
  EXPECT_GT(largest, 524 * 0.7);
  // and its loudness stays what it was
  for (std::size_t i = steady; i + tick_samples <= heard.size(); i += tick_samples)
    ASSERT_NEAR(sound::rms(std::span(heard).subspan(i, tick_samples)), 8000 / std::sqrt(2), 700) << i;
}

TEST_F(MixingDeskTest, LevelsAreToldTenTimesASecondWhileSomebodyIsAudible) {
  join(1, {.hertz = 400});
  join(2, {.hertz = 600, .amplitude = 0});
  desk().set_scene(scene_of({1, 2}));
  run(20);
  room.levels.clear();
  run(50);
  ASSERT_EQ(room.levels.size(), 10U);
  for (const auto& told : room.levels) {
    ASSERT_EQ(told.levels.size(), 1U);
    EXPECT_EQ(told.levels[0].seat, 1U);
    EXPECT_NEAR(told.levels[0].level, 15, 1);  // -12.2 dB, and 3 dB for a sine's RMS
  }
  senders.at(1).voice().amplitude = 0;
  run(50);
  EXPECT_EQ(room.levels.back().levels.at(0).level, 127);
  room.levels.clear();
  run(50);
  EXPECT_TRUE(room.levels.empty());
}

TEST_F(MixingDeskTest, ASeatThatWasRemovedGetsNothingMore) {
  three();
  run(10);
  desk().remove(2);
  senders.erase(2);
  const auto got = room.ears[2].timestamps().size();
  run(60);
  EXPECT_EQ(room.ears[2].timestamps().size(), got);
  EXPECT_LT(hears(1, 600, 40), sent - 40);
}

}  // namespace
}  // namespace lethe::audio
