// SPDX-License-Identifier: AGPL-3.0-or-later
// The real voice program behind the class that starts it: its speech, its walls, and what it leaves behind.
#include "mcu/worker/voices.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lethe::worker {
namespace {

using namespace std::chrono_literals;
constexpr double rate = 48'000;

class VoiceTest : public testing::Test {
 protected:
  // Runs the loop until it is so.
  bool eventually(const std::function<bool()>& condition) {
    const auto end = Loop::Clock::now() + 20s;
    bool so = false;
    const auto look = loop.every(5ms, [&] {
      so = condition();
      if (so || Loop::Clock::now() > end) loop.stop();
    });
    loop.run();
    loop.cancel(look);
    return so;
  }
  // Everything that is said, until its end.
  std::vector<std::int16_t> hear(const std::string& text, const std::string& language) {
    const auto sound = voices.say(text, language);
    if (!sound) return {};
    std::string bytes(1 << 22, '\0');
    std::size_t size = 0;
    for (ssize_t got = 1; got > 0; size += static_cast<std::size_t>(std::max<ssize_t>(0, got)))
      got = ::recv(sound->fd(), bytes.data() + size, bytes.size() - size, 0);
    std::vector<std::int16_t> samples(size / 2);
    if (!samples.empty()) std::memcpy(samples.data(), bytes.data(), samples.size() * 2);
    return samples;
  }
  static double level(const std::vector<std::int16_t>& samples) {  // dB below full scale
    double energy = 0;
    for (const double sample : samples) energy += sample * sample;
    return 20 * std::log10(std::sqrt(energy / static_cast<double>(samples.size())) / 32'768);
  }
  Loop loop;
  Voices voices{loop, LETHE_VOICE};
};

std::vector<pid_t> children_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  std::vector<pid_t> all;
  for (pid_t child = 0; file >> child;) all.push_back(child);
  return all;
}

std::string status_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(VoiceTest, SaysATextAsLoudAsPeopleSpeakAndLeavesNothing) {
  const auto said = hear("Ada: Hello, I have a question.", "en");
  EXPECT_GT(static_cast<double>(said.size()) / rate, 1.2);
  EXPECT_LT(static_cast<double>(said.size()) / rate, 4);
  EXPECT_NEAR(level(said), -21, 5);
  EXPECT_TRUE(eventually([&] { return voices.processes() == 0; }));
}

TEST_F(VoiceTest, SpeaksTheLanguageThatIsAskedForAndEnglishOtherwise) {
  const std::string text = "Die Zahl Neunundneunzig, one two three";
  const auto german = hear(text, "de"), english = hear(text, "en");
  EXPECT_NE(german.size(), english.size());
  EXPECT_EQ(hear(text, "zzz").size(), english.size());
  EXPECT_FALSE(german.empty());
}

TEST_F(VoiceTest, ReadsOutMarkupAndStandsAnythingThatPeopleWrite) {
  EXPECT_GT(hear("<b>x</b> <break time='10s'/>", "en").size(), hear("x", "en").size());
  for (const std::string text : {"👩‍👩‍👧", "שלום", "[[p@h]]", "Привет, мир", "\xff\xfe", "......",
                                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    for (const char* language : {"de", "en"}) hear(text, language);  // a text that ends its process is read only
    EXPECT_TRUE(eventually([&] { return voices.processes() == 0; }));
  }
  EXPECT_GT(hear("and on", "en").size(), 10'000U);
  EXPECT_TRUE(eventually([&] { return voices.processes() == 0; }));
}

TEST_F(VoiceTest, WhatReadsTheTextIsBehindTheWallsOfAMediaProcess) {
  // Longer than the socket takes, so it waits for us.
  std::string text;
  for (int i = 0; i < 60; ++i) text += "nineteen hundred and eighty four, ";
  const auto sound = voices.say(text, "en");
  ASSERT_TRUE(sound);
  pollfd first{sound->fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&first, 1, 20'000), 1);
  std::string walls;
  for (const pid_t child : children_of(getpid())) walls += status_of(child);
  EXPECT_THAT(walls, testing::HasSubstr("Name:\tlethe-voice"));
  EXPECT_THAT(walls, testing::HasSubstr("Seccomp:\t2"));
  EXPECT_THAT(walls, testing::HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(walls, testing::HasSubstr("CapEff:\t0000000000000000"));
  EXPECT_THAT(walls, testing::HasSubstr("Threads:\t1"));
  if (geteuid() != 0) return;
  for (const pid_t child : children_of(getpid()))
    for (const char* descriptor : {"0", "1", "2"}) {
      const auto link = "/proc/" + std::to_string(child) + "/fd/" + descriptor;
      EXPECT_EQ(std::filesystem::read_symlink(link), "/dev/null") << link;
    }
}

TEST_F(VoiceTest, EndsWithItsListener) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "nineteen hundred and eighty four, ";
  auto sound = voices.say(text, "en");
  ASSERT_TRUE(sound);
  sound.reset();
  EXPECT_TRUE(eventually([&] { return voices.processes() == 0; }));
}

TEST_F(VoiceTest, SaysNothingWhenThereIsNoProgramOrTooManySpeak) {
  Voices none(loop, "/nowhere/lethe-voice");
  EXPECT_FALSE(none.say("x", "en"));
  std::vector<wire::SharedDescriptor> sounds;
  for (std::size_t i = 0; i < Voices::processes_most; ++i) sounds.push_back(voices.say("x", "en"));
  EXPECT_FALSE(voices.say("one more", "en"));
  EXPECT_TRUE(eventually([&] { return voices.processes() == 0; }));
  EXPECT_TRUE(voices.say("x", "en"));
}

}  // namespace
}  // namespace lethe::worker
