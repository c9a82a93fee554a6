// SPDX-License-Identifier: AGPL-3.0-or-later
// Everybody hears what a voice process writes, and the line ends with it.
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/audio/desk_fixture.hpp"

namespace lethe::audio {
namespace {

struct SpokenLineTest : MixingDeskTest {
  SpokenLineTest() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ours = std::make_shared<const wire::Descriptor>(ends[0]);
    voice = wire::Descriptor(ends[1]);
    const int room_for = 1 << 20;
    ::setsockopt(voice.fd(), SOL_SOCKET, SO_SNDBUF, &room_for, sizeof room_for);
  }
  // Says a tone of that many samples.
  void tone(double hertz, int samples) {
    std::vector<std::int16_t> said(static_cast<std::size_t>(samples));
    for (auto& sample : said)
      sample = static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * hertz * phase++ / sample_rate));
    ASSERT_EQ(::send(voice.fd(), said.data(), said.size() * 2, MSG_DONTWAIT), std::ssize(said) * 2);
  }
  wire::SharedDescriptor ours;
  wire::Descriptor voice;
  double phase = 0;
};

TEST_F(SpokenLineTest, IsHeardByAllAtItsLevelBesideTheTalkers) {
  three();
  run(50);
  desk().say(7, std::move(ours));
  tone(2000, 60 * tick_samples);
  run(60);
  for (const Seat seat : {1u, 2u, 3u}) EXPECT_NEAR(hears(seat, 2000, 40), sent, 1.5) << seat;
  EXPECT_NEAR(hears(1, 600, 40), sent, 1.5);
}

TEST_F(SpokenLineTest, EndsWhenTheVoiceEndsAndTheCaptionWasThereToRead) {
  three();
  desk().say(7, std::move(ours));
  tone(2000, 10 * tick_samples + 100);
  voice = {};
  run(149);
  EXPECT_TRUE(room.said.empty()) << "not before three seconds";
  run(5);
  EXPECT_THAT(room.said, testing::ElementsAre(7));
  run(50);
  EXPECT_LT(hears(1, 2000), -60);
}

TEST_F(SpokenLineTest, AVoiceThatFallsSilentEndsAfterAMinuteAndOneThatStallsLosesNothing) {
  three();
  desk().say(7, std::move(ours));
  tone(2000, tick_samples / 2);
  run(20);
  EXPECT_LT(hears(1, 2000, 10), -60) << "half a tick waits for its other half";
  tone(2000, 30 * tick_samples + tick_samples / 2);
  run(30);
  EXPECT_NEAR(hears(1, 2000, 20), sent, 1.5);
  run(50 * 60);
  EXPECT_THAT(room.said, testing::ElementsAre(7));
}

TEST_F(SpokenLineTest, IsSilentWithoutASoundAndCanBeEnded) {
  three();
  desk().say(8, nullptr);
  run(160);
  EXPECT_THAT(room.said, testing::ElementsAre(8));
  desk().say(9, std::move(ours));
  tone(2000, 50 * tick_samples);
  run(10);
  desk().hush();
  run(160);
  EXPECT_LT(hears(1, 2000), -60);
  EXPECT_THAT(room.said, testing::ElementsAre(8));
}

}  // namespace
}  // namespace lethe::audio
