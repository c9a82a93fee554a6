// SPDX-License-Identifier: AGPL-3.0-or-later
// The bound on talkers, profiles, pauses and stereo, as a listener hears them.
#include "tests/unit/audio/desk_fixture.hpp"

namespace lethe::audio {
namespace {

using sound::scene_of;

struct BoundTest : MixingDeskTest {
  BoundTest() { settings.talkers_max = 2; }
  void set(Seat seat, double amplitude, int level) {
    senders.at(seat).voice().amplitude = amplitude;
    senders.at(seat).voice().header_level = level;
  }
  std::size_t ticks() { return room.ears[9].heard().size() / tick_samples; }
};

TEST_F(BoundTest, TheLoudestAreHeardAndTheOthersAreNotDecodedAtAll) {
  join(1, {.hertz = 400, .header_level = 15});
  join(2, {.hertz = 600, .amplitude = 800, .header_level = 35});
  join(3, {.hertz = 900, .header_level = 15});
  join(4, {.hertz = 1300, .amplitude = 400, .header_level = 41});
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 4, 9}));
  run(200);
  const auto decoded = desk().counters().decoded;
  run(100);
  EXPECT_EQ(desk().counters().decoded - decoded, 200U);
  for (const double tone : {400, 900}) EXPECT_NEAR(hears(9, tone), sent, 1.5);
  for (const double tone : {600, 1300}) EXPECT_LT(hears(9, tone), sent - 50);
  // Who is not heard gets what everybody gets.
  EXPECT_NEAR(hears(4, 400), sent, 1.5);
  EXPECT_NEAR(hears(2, 900), sent, 1.5);
}

TEST_F(BoundTest, TheUnheardAreToldAsLoudAsTheySay) {
  for (Seat seat = 1; seat <= 3; ++seat) join(seat, {.hertz = 300.0 + 200 * seat, .header_level = 15});
  desk().set_scene(scene_of({1, 2, 3}));
  run(100);
  ASSERT_FALSE(room.levels.empty());
  ASSERT_EQ(room.levels.back().levels.size(), 3U);
  for (const auto& told : room.levels.back().levels) EXPECT_NEAR(told.level, 15, 1);
}

TEST_F(BoundTest, WhoBecomesLouderTakesOverWithoutAClickAndAtOnceIsHeardWhole) {
  join(1, {.hertz = 400, .header_level = 15});
  join(2, {.hertz = 500, .amplitude = 2000, .header_level = 27});
  join(3, {.hertz = 600, .amplitude = 300, .header_level = 44});
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 9}));
  run(100);
  EXPECT_LT(hears(9, 600), sent - 50);
  const std::size_t steady = ticks() - 20;
  set(3, 6000, 18);
  run(100);
  EXPECT_NEAR(hears(9, 600), 20 * std::log10(6000.0 / 32768), 1);
  EXPECT_LT(hears(9, 500), sent - 40);
  EXPECT_NEAR(hears(9, 400), sent, 1);
  EXPECT_LT(hears(3, 600), sent - 40);  // not itself
  EXPECT_NEAR(hears(2, 600), 20 * std::log10(6000.0 / 32768), 1);
  EXPECT_LT(steepest(9, steady), (slope(400) + slope(500, 2000) + slope(600, 6000)) * 13 / 10);
}

TEST_F(BoundTest, SomebodyNewIsHeardFromTheFirstSyllableWhenAPlaceIsFreeOrUnused) {
  for (Seat seat = 1; seat <= 3; ++seat) join(seat, {.hertz = 300.0 + 100 * seat, .header_level = 15});
  set(3, 0, 127);
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 9}));
  run(100);
  set(1, 0, 127);
  run(60);  // the gate has closed
  set(3, 8000, 15);
  run(3);
  const std::size_t before = ticks();
  run(50);
  EXPECT_NEAR(sound::level_at(std::span(room.ears[9].heard()).subspan(before * tick_samples, 5 * tick_samples), 600),
              sent, 1.5);
}

TEST_F(BoundTest, FortyWhoAllTalkNeedNoMoreEncodesThanPlaces) {
  settings.talkers_max = 8;
  for (Seat seat = 1; seat <= 40; ++seat)
    join(seat, {.hertz = 150.0 + 37 * seat, .header_level = 15 + static_cast<int>(seat % 5)});
  wire::Scene scene;
  for (Seat seat = 1; seat <= 40; ++seat) scene.parts.push_back({.seat = seat});
  desk().set_scene(scene);
  run(50);
  room.encodes = 0;
  run(50);
  EXPECT_EQ(room.encodes, 50U * 9);
}

TEST_F(BoundTest, WhoTellsNoLevelIsDecodedAndHeardWhenItIsLoudEnough) {
  join(1, {.hertz = 400, .header_level = {}});
  join(2, {.hertz = 600, .amplitude = 0, .header_level = {}});
  join(3, {.hertz = 900, .amplitude = 0, .header_level = 127});
  join(4, {.hertz = 1300, .header_level = 15});
  desk().add(9, listens, nullptr);
  desk().set_scene(scene_of({1, 2, 3, 4, 9}));
  run(100);
  const auto decoded = desk().counters().decoded;
  run(50);
  EXPECT_EQ(desk().counters().decoded - decoded, 150U);  // all but the third
  EXPECT_NEAR(hears(9, 400), sent, 1.5);
  EXPECT_NEAR(hears(9, 1300), sent, 1.5);
}

struct ProfilesTest : MixingDeskTest {
  ProfilesTest() {
    settings.steps = {{.audio_bitrate = 40, .audio_frame_ms = 20},
                      {.audio_bitrate = 24, .audio_frame_ms = 40},
                      {.audio_bitrate = 16, .audio_frame_ms = 60},
                      {.audio_bitrate = 40, .audio_frame_ms = 20},
                      {.audio_bitrate = 8, .audio_frame_ms = 120}};
  }
  void scene(std::map<Seat, int> steps) {
    wire::Scene scene;
    for (const auto& [seat, step] : steps) scene.parts.push_back({.seat = seat, .step = step});
    desk().set_scene(scene);
  }
};

TEST_F(ProfilesTest, ListenersWithTheSameRateAndFrameLengthShareOneEncode) {
  join(1, {.hertz = 400});
  join(2, {.hertz = 600});
  for (Seat seat = 3; seat <= 12; ++seat) desk().add(seat, listens, nullptr);
  scene({{1, 0}, {2, 0}, {3, 0}, {4, 3}, {5, 0}, {6, 1}, {7, 1}, {8, 1}, {9, 2}, {10, 2}, {11, 2}, {12, 2}});
  run(60);
  room.encodes = 0;
  const auto bytes = room.ears[3].bytes;
  run(60);
  // Two talkers' own and three shared ones, of one, two and three ticks.
  EXPECT_EQ(room.encodes, 60U + 60 + 60 + 30 + 20);
  EXPECT_NEAR(static_cast<double>(room.ears[3].bytes - bytes) * 8 / 1.2 / 1000, 40, 4);
  const std::map<Seat, std::uint32_t> durations{{1, 960}, {3, 960}, {4, 960}, {6, 1920}, {9, 2880}};
  for (const auto& [seat, samples] : durations) {
    EXPECT_EQ(room.ears[seat].durations.back(), samples) << seat;
    if (seat != 1) {
      EXPECT_NEAR(hears(seat, 400), sent, 2) << seat;
    }
    EXPECT_NEAR(hears(seat, 600), sent, 2) << seat;
    EXPECT_EQ(room.ears[seat].pauses + room.ears[seat].overlaps, 0) << seat;
  }
}

// At 8 kbit/s the sound is SILK, whose packets of 120 ms hold two frames of 60: pauses are cut the same way.
TEST_F(ProfilesTest, AThinLineHearsLongPacketsAndTheirPauses) {
  join(1, {.hertz = 400, .header_level = 15});
  desk().add(2, listens, nullptr);
  desk().add(3, listens, nullptr);
  scene({{1, 0}, {2, 4}, {3, 0}});
  run(120);
  const auto bytes = room.ears[2].bytes;
  run(150);
  EXPECT_NEAR(static_cast<double>(room.ears[2].bytes - bytes) * 8 / 3.0 / 1000, 8, 1.5);
  EXPECT_EQ(room.ears[2].durations.back(), 6 * 960U);
  EXPECT_NEAR(hears(2, 400), sent, 2);
  EXPECT_EQ(room.ears[2].pauses + room.ears[2].overlaps, 0);
  senders.at(1).voice().amplitude = 0;
  senders.at(1).voice().header_level = 127;
  run(60);
  const auto silent = room.ears[2].bytes;
  run(120);
  EXPECT_LE(room.ears[2].bytes - silent, 16U);
  EXPECT_LT(sound::rms(room.ears[2].last(20)), 3);
  senders.at(1).voice().amplitude = 8000;
  senders.at(1).voice().header_level = 15;
  run(30);
  EXPECT_NEAR(hears(2, 400, 15), sent, 2);
  EXPECT_EQ(room.ears[2].overlaps, 0);
  scene({{1, 0}, {2, 0}, {3, 4}});  // and changes between the two ways of coding leave no hole
  run(60);
  EXPECT_EQ(room.ears[2].durations.back(), 960U);
  EXPECT_EQ(room.ears[3].durations.back(), 6 * 960U);
  for (const Seat seat : {2, 3}) EXPECT_NEAR(hears(seat, 400, 15), sent, 2) << seat;
}

TEST_F(ProfilesTest, ATalkerOnAThinStepHasItsOwnEncodeThereAndDoesNotHearItself) {
  join(1, {.hertz = 400});
  join(2, {.hertz = 600, .amplitude = 0, .header_level = 127});
  desk().add(3, listens, nullptr);
  scene({{1, 0}, {2, 2}, {3, 2}});
  run(61);  // and it begins to talk in the middle of a frame
  senders.at(2).voice().amplitude = 8000;
  senders.at(2).voice().header_level = 15;
  run(60);
  EXPECT_EQ(room.ears[2].durations.back(), 2880U);
  EXPECT_LT(hears(2, 600), sent - 30);  // what is left is coding noise at 16 kbit/s
  EXPECT_NEAR(hears(2, 400), sent, 2);
  EXPECT_NEAR(hears(3, 600), sent, 2);
  EXPECT_EQ(room.ears[2].pauses + room.ears[2].overlaps, 0);
  EXPECT_LT(steepest(2, 20), slope(400) * 16 / 10);
}

TEST_F(ProfilesTest, AChangeOfProfileLeavesNeitherGapNorOverlapNorClick) {
  join(1, {.hertz = 400});
  join(2, {.hertz = 400, .amplitude = 0});
  desk().add(3, listens, nullptr);
  desk().add(4, listens, nullptr);
  scene({{1, 0}, {2, 0}, {3, 0}, {4, 0}});
  run(50);
  for (const int step : {1, 2, 1, 0, 2, 0, 2, 1}) {
    scene({{1, 0}, {2, step}, {3, step}, {4, 0}});
    run(17);
  }
  for (const Seat seat : {2U, 3U, 4U}) {
    EXPECT_EQ(room.ears[seat].pauses + room.ears[seat].overlaps, 0) << seat;
    EXPECT_LT(steepest(seat, 20), slope(400) * 16 / 10) << seat;
    const auto& heard = room.ears[seat].heard();
    for (std::size_t i = 30 * tick_samples; i + tick_samples <= heard.size(); i += tick_samples)
      ASSERT_NEAR(sound::rms(std::span(heard).subspan(i, tick_samples)), 8000 / std::sqrt(2), 900) << seat << " " << i;
  }
  EXPECT_EQ(room.ears[3].durations.back(), 1920U);
}

struct PauseTest : MixingDeskTest {};

TEST_F(PauseTest, ASilentMixIsNotSentButForASignOfLifeAndComesBackAtOnce) {
  join(1, {.hertz = 400, .header_level = 15});
  desk().add(2, listens, nullptr);
  desk().set_scene(scene_of({1, 2}));
  run(50);
  senders.at(1).voice().amplitude = 0;
  senders.at(1).voice().header_level = 127;
  run(60);
  room.encodes = 0;
  const auto bytes = room.ears[2].bytes;
  run(100);  // 2 s
  EXPECT_LE(room.encodes, 11U);
  EXPECT_LE(room.ears[2].bytes - bytes, 11U);
  EXPECT_LT(sound::rms(room.ears[2].last(50)), 3);
  senders.at(1).voice().amplitude = 8000;
  senders.at(1).voice().header_level = 15;
  run(4);
  EXPECT_GT(sound::rms(room.ears[2].last(1)), 4000);
  run(20);
  EXPECT_NEAR(hears(2, 400, 15), sent, 1.5);
  EXPECT_GE(room.ears[2].pauses, 4);
  EXPECT_EQ(room.ears[2].overlaps, 0);
}

TEST_F(PauseTest, FaintSoundIsNotTakenForSilence) {
  join(1, {.hertz = 400, .amplitude = 80, .header_level = 55});
  desk().add(2, listens, nullptr);
  desk().set_scene(scene_of({1, 2}));
  run(150);
  EXPECT_NEAR(hears(2, 400, 50), 20 * std::log10(80.0 / 32768), 3);
  EXPECT_EQ(room.ears[2].pauses, 0);
}

struct MusicTest : MixingDeskTest {
  void scene(bool music) {
    wire::Scene scene;
    scene.parts = {{.seat = 1, .music = music}, {.seat = 2}, {.seat = 3}};
    desk().set_scene(scene);
  }
};

TEST_F(MusicTest, StereoIsKeptForMusicAndOnlyForMusic) {
  join(1, {.hertz = 400, .channels = 2, .right = 1000});
  join(2, {.hertz = 600});
  desk().add(3, listens, nullptr);
  scene(false);
  run(100);
  EXPECT_FALSE(room.ears[3].stereo);
  for (const double tone : {400, 1000}) EXPECT_NEAR(hears(3, tone), sent - 6, 1.5);

  scene(true);
  run(100);
  for (const Seat seat : {2U, 3U}) {
    EXPECT_TRUE(room.ears[seat].stereo);
    EXPECT_NEAR(hears(seat, 400), sent, 1.5);
    EXPECT_LT(hears(seat, 1000), sent - 25);
    EXPECT_NEAR(hears_right(seat, 1000), sent, 1.5);
    EXPECT_LT(hears_right(seat, 400), sent - 25);
  }
  EXPECT_NEAR(hears(3, 600), sent, 1.5);
  EXPECT_NEAR(hears_right(3, 600), sent, 1.5);
  EXPECT_LT(hears(1, 400), sent - 40);

  scene(false);
  run(200);
  EXPECT_FALSE(room.ears[3].stereo);
  for (const double tone : {400, 1000}) EXPECT_NEAR(hears(3, tone), sent - 6, 1.5);
  EXPECT_EQ(room.ears[3].pauses + room.ears[3].overlaps, 0);
  EXPECT_LT(steepest(3, 20), (slope(400) + slope(1000) + slope(600)) * 12 / 10);
}

TEST_F(MusicTest, WhenTheMusicStopsTheMixesAreMonoAgain) {
  join(1, {.hertz = 400, .header_level = 15, .channels = 2, .right = 1000});
  join(2, {.hertz = 600});
  desk().add(3, listens, nullptr);
  scene(true);
  run(60);
  EXPECT_TRUE(room.ears[3].stereo);
  senders.at(1).voice().amplitude = 0;
  senders.at(1).voice().header_level = 127;
  run(60);
  EXPECT_TRUE(room.ears[3].stereo);  // a rest in the music is not its end
  run(100);
  EXPECT_FALSE(room.ears[3].stereo);
  EXPECT_NEAR(hears(3, 600), sent, 1.5);
}

}  // namespace
}  // namespace lethe::audio
