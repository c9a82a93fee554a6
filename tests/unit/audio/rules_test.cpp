// SPDX-License-Identifier: AGPL-3.0-or-later
// The pure rules of the mix as tables: the loudest, fades, profiles, pauses.
#include <gmock/gmock.h>

#include "pipelines/audio/dtx.hpp"
#include "pipelines/audio/inbox.hpp"
#include "pipelines/audio/incoming/fade.hpp"
#include "pipelines/audio/incoming/loudest.hpp"
#include "pipelines/audio/profile.hpp"
#include "pipelines/audio/total.hpp"

namespace lethe::audio {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct LoudestTest : testing::Test {
  std::vector<Candidate> all;
  Time now{100s};

  // `loudness` in -dBov, 127 for inaudible. Who is chosen then, by index.
  std::vector<std::size_t> choose(std::vector<float> loudness, std::size_t most, Time at) {
    all.resize(loudness.size());
    std::vector<Candidate*> pointers;
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].loudness = loudness[i];
      all[i].audible = loudness[i] < 127;
      pointers.push_back(&all[i]);
    }
    choose_loudest(pointers, most, at);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].chosen) chosen.push_back(i);
    return chosen;
  }
};

TEST_F(LoudestTest, AreTheLoudestOfThoseWhoAreAudibleWhenAllBeginTogether) {
  const std::vector<std::pair<std::vector<float>, std::vector<std::size_t>>> cases{
      {{}, {}},
      {{127, 127, 127}, {}},
      {{127, 30, 127}, {1}},
      {{30, 40, 20, 50}, {0, 2}},
      {{127, 79, 78, 127}, {1, 2}},
      {{30, 30, 30, 30}, {0, 1}},
  };
  for (const auto& [loudness, chosen] : cases) {
    all.clear();
    EXPECT_EQ(choose(loudness, 2, now), chosen);
  }
}

TEST_F(LoudestTest, WhoIsInStaysAgainstSomebodyOnlySlightlyLouder) {
  EXPECT_THAT(choose({30, 31, 127}, 2, now), ElementsAre(0, 1));
  for (int i = 1; i < 100; ++i) EXPECT_THAT(choose({30, 31, 26}, 2, now + i * 100ms), ElementsAre(0, 1));
}

TEST_F(LoudestTest, SomebodyClearlyLouderTakesThePlaceOfTheQuietestWhenThatHasBeenInLongEnough) {
  choose({30, 40, 127}, 2, now);
  EXPECT_THAT(choose({30, 40, 20}, 2, now + 999ms), ElementsAre(0, 1));
  EXPECT_THAT(choose({30, 40, 20}, 2, now + 1000ms), ElementsAre(0, 2));
}

TEST_F(LoudestTest, WhoFallsSilentKeepsThePlaceUntilSomebodyNeedsIt) {
  choose({30, 40}, 2, now);
  EXPECT_THAT(choose({127, 40, 127}, 2, now + 20ms), ElementsAre(0, 1));
  EXPECT_THAT(choose({127, 40, 79}, 2, now + 40ms), ElementsAre(1, 2));
}

TEST_F(LoudestTest, TwoWhoAreAboutEquallyLoudDoNotTakeTurnsAndOthersNotMoreThanOnceASecond) {
  const std::vector<std::pair<double, int>> cases{{2.9, 0}, {15, 30}};  // dB up and down, changes at most
  for (const auto& [depth, most] : cases) {
    all.clear();
    int changes = 0;
    auto before = choose({29, 30}, 1, now);
    for (int i = 1; i < 1500; ++i) {  // half a minute, 60 times up and down
      const auto sway = static_cast<float>(depth * std::sin(i * 0.25));
      const auto chosen = choose({30 + sway, 30 - sway}, 1, now + i * 20ms);
      changes += chosen != before;
      before = chosen;
    }
    EXPECT_LE(changes, most) << depth;
  }
}

TEST_F(LoudestTest, MusicGoesBeforeVoicesAndIsNotDisplacedByThem) {
  choose({20, 20, 127}, 2, now);
  all[2].first = true;
  const auto chosen = choose({20, 20, 50}, 2, now + 20ms);
  EXPECT_EQ(chosen.size(), 2U);
  EXPECT_TRUE(all[2].chosen);
  choose({1, 1, 50}, 2, now + 10s);
  EXPECT_TRUE(all[2].chosen);
}

TEST_F(LoudestTest, NeverChoosesMoreThanThereArePlaces) {
  std::uint32_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    std::vector<float> loudness(30);
    for (float& l : loudness) {
      state = state * 1'664'525 + 1'013'904'223;
      l = static_cast<float>(state >> 25);
    }
    EXPECT_LE(choose(loudness, 8, now + i * 20ms).size(), 8U);
  }
}

TEST(LoudnessTest, ACoughIsNotSpeechAndAGapBetweenWordsIsNotSilence) {
  Loudness loudness;
  loudness.hear(20, 960);
  EXPECT_GT(loudness.value(), 60);  // 20 ms
  for (int i = 0; i < 15; ++i) loudness.hear(20, 960);
  EXPECT_LT(loudness.value(), 25);
  for (int i = 0; i < 5; ++i) loudness.hear(127, 960);
  EXPECT_LT(loudness.value(), 40);  // after 100 ms
  for (int i = 0; i < 100; ++i) loudness.hear(127, 960);
  EXPECT_GT(loudness.value(), 75);
}

TEST(FadeTest, RampsInAndOutOverOneTickAndLeavesTheRestAlone) {
  Fade fade(false);
  auto tick = [&](bool in) {
    std::array<std::int16_t, 128> samples;
    samples.fill(10'000);
    const bool heard = fade.apply(samples, 1, in);
    return std::tuple{heard, samples.front(), samples[64], samples.back()};
  };
  using Result = std::tuple<bool, std::int16_t, std::int16_t, std::int16_t>;
  EXPECT_EQ(tick(false), (Result{false, 10'000, 10'000, 10'000}));  // not heard at all
  EXPECT_EQ(tick(true), (Result{true, 0, 5'000, 9'921}));
  EXPECT_EQ(tick(true), (Result{true, 10'000, 10'000, 10'000}));
  EXPECT_EQ(tick(false), (Result{true, 10'000, 5'000, 78}));
  EXPECT_EQ(std::get<bool>(tick(false)), false);
}

TEST(FadeTest, BothSidesOfStereoAreFadedAlike) {
  std::array<std::int16_t, 8> samples{100, -200, 100, -200, 100, -200, 100, -200};
  ramp(samples, 2, 1, 0);
  EXPECT_THAT(samples, ElementsAre(100, -200, 75, -150, 50, -100, 25, -50));
}

TEST(DtxTest, SilenceIsSentFor200MillisecondsThenOnePacketEvery400) {
  for (const int ticks : {1, 2, 3}) {
    Dtx dtx;
    int sound = 0;
    std::vector<int> pauses;
    for (int tick = 0; tick < 300; tick += ticks) switch (dtx.next(true, ticks)) {
        case Dtx::Send::Sound:
          sound += ticks;
          break;
        case Dtx::Send::Pause:
          pauses.push_back(tick);
          break;
        case Dtx::Send::Nothing:
          break;
      }
    EXPECT_GE(sound, 10);
    EXPECT_LE(sound, 12);
    ASSERT_GT(pauses.size(), 10U);
    EXPECT_EQ(pauses[0], sound);
    for (std::size_t i = 1; i < pauses.size(); ++i) EXPECT_NEAR(pauses[i] - pauses[i - 1], 20, ticks - 1);
  }
}

TEST(DtxTest, SoundIsSentAtOnceAndAShortGapChangesNothing) {
  Dtx dtx;
  for (int i = 0; i < 9; ++i) EXPECT_EQ(dtx.next(true, 1), Dtx::Send::Sound);
  EXPECT_EQ(dtx.next(false, 1), Dtx::Send::Sound);
  EXPECT_FALSE(dtx.pausing());
  for (int i = 0; i < 35; ++i) dtx.next(true, 1);
  EXPECT_TRUE(dtx.pausing());
  EXPECT_EQ(dtx.next(false, 1), Dtx::Send::Sound);
  EXPECT_FALSE(dtx.pausing());
  EXPECT_EQ(dtx.next(true, 1), Dtx::Send::Sound);
}

TEST(ProfileTest, IsThatOfTheStep) {
  wire::Configure settings;
  settings.steps = {{.audio_bitrate = 40, .audio_frame_ms = 20},
                    {.audio_bitrate = 24, .audio_frame_ms = 40},
                    {.audio_bitrate = 16, .audio_frame_ms = 60}};
  auto profile = [&](int step, bool stereo) {
    wire::Part part;
    part.step = step;
    return profile_of(settings, part, stereo);
  };
  EXPECT_EQ(profile(0, false), (Profile{40, 1, 1}));
  EXPECT_EQ(profile(1, false), (Profile{24, 2, 1}));
  EXPECT_EQ(profile(2, false), (Profile{16, 3, 1}));
  EXPECT_EQ(profile(31, false), (Profile{16, 3, 1}));  // there is no such step
  EXPECT_EQ(profile(0, true), (Profile{80, 1, 2}));
  EXPECT_EQ(profile(1, true), (Profile{48, 2, 2}));
  EXPECT_EQ(profile(2, true), (Profile{16, 3, 1}));  // too thin for stereo
}

TEST(ProfileTest, FramesOfAllLengthsBeginAtTheCommonBorder) {
  for (const int ticks : {1, 2, 3}) EXPECT_TRUE(frame_begins({32, ticks, 1}, 5 * common_border));
}

TEST(TotalTest, BecomesStereoWithTheFirstStereoVoiceAndGivesBackWhatItTook) {
  Sound mono, stereo;
  mono.left.fill(100);
  stereo.left.fill(10);
  stereo.right.fill(-10);
  stereo.stereo = true;
  Total total, rest;
  total.clear();
  total.add(mono);
  EXPECT_FALSE(total.stereo);
  total.add(stereo);
  total.add(mono);
  EXPECT_TRUE(total.stereo);
  EXPECT_EQ(total.left[7], 210);
  EXPECT_EQ(total.right[7], 190);
  total.without(mono, rest);
  EXPECT_EQ(rest.left[7], 110);
  EXPECT_EQ(rest.right[7], 90);
  total.without(stereo, rest);
  EXPECT_EQ(rest.left[7], 200);
  EXPECT_EQ(rest.right[7], 200);
}

TEST(InboxTest, KeepsOrderAndContentAndAtMostSoManyOfASeat) {
  Inbox inbox;
  for (int round = 0; round < 3; ++round) {
    int taken = 0;
    for (std::uint8_t n = 0; n < 100; ++n) {
      const media::Bytes payload(static_cast<std::size_t>(n) + 1, n);
      media::AudioPacket packet;
      packet.sequence = n;
      packet.payload = payload;
      taken += inbox.add(1, packet);
      inbox.add(2 + n, packet);
    }
    EXPECT_EQ(taken, Inbox::most);
    std::int64_t next = 0;
    inbox.drain([&](media::Seat seat, const media::AudioPacket& packet) {
      EXPECT_EQ(packet.payload.size(), static_cast<std::size_t>(packet.sequence) + 1);
      EXPECT_EQ(packet.payload.back(), packet.sequence);
      if (seat == 1) {
        EXPECT_EQ(packet.sequence, next++);
      }
    });
    EXPECT_EQ(next, Inbox::most);
  }
}

}  // namespace
}  // namespace lethe::audio
