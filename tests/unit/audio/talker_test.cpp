// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/talker.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/unit/audio/sound.hpp"

namespace lethe::audio {
namespace {

using namespace std::chrono_literals;
using sound::Sender;

struct TalkerTest : testing::Test {
  Counters counters;
  std::shared_ptr<media::LipSync> sync = std::make_shared<media::LipSync>();
  Talker talker{sync, counters};
  Time now{2000s};
  std::multimap<Time, sound::Packet> arrivals;
  std::vector<std::int16_t> heard;

  bool chosen = true;

  // One tick; what has arrived by then is pushed.
  const Samples* tick() {
    while (!arrivals.empty() && arrivals.begin()->first <= now) {
      auto packet = std::move(arrivals.begin()->second);
      packet.at = arrivals.begin()->first;
      arrivals.erase(arrivals.begin());
      talker.push(packet);
    }
    const Sound* pulled = talker.pull(now, chosen);
    const Samples* out = pulled ? &pulled->left : nullptr;
    const Samples silence{};
    heard.insert(heard.end(), out ? out->begin() : silence.begin(), out ? out->end() : silence.end());
    now += tick_length;
    return out;
  }
  void run(int ticks) {
    for (int i = 0; i < ticks; ++i) tick();
  }
  std::span<const std::int16_t> last(std::size_t ticks) const { return std::span(heard).last(ticks * tick_samples); }
  double quietest(std::size_t ticks) const {  // RMS of the quietest 20 ms
    double least = 1e9;
    for (std::size_t i = heard.size() - ticks * tick_samples; i < heard.size(); i += tick_samples)
      least = std::min(least, sound::rms(std::span(heard).subspan(i, tick_samples)));
    return least;
  }
};

const double tone_rms = 8000 / std::sqrt(2.0), tone_level = 20 * std::log10(8000.0 / 32768);

TEST_F(TalkerTest, PacketsOfEveryUsualDurationComeOutWhole) {
  for (const int milliseconds : {10, 20, 40, 60}) {
    talker.reset();
    Sender sender({.hertz = 500, .milliseconds = milliseconds});
    const Time start = now;
    for (int t = 0; t < 2000; t += milliseconds) {
      auto at = start + std::chrono::milliseconds(t + milliseconds);
      arrivals.emplace(at, sender.next(at));
    }
    run(100);
    EXPECT_NEAR(sound::level_at(last(60), 500), tone_level, 0.5) << milliseconds;
    EXPECT_GT(quietest(60), tone_rms * 0.9) << milliseconds;
  }
  EXPECT_EQ(counters.undecodable, 0U);
}

// What is heard of a stream with and without loss, tick by tick.
struct LossTest : TalkerTest {
  Counters whole_counters;
  Talker whole{nullptr, whole_counters};
  int lost = 0;

  // Mean difference of loudness between the two, as a part of the mean loudness.
  double difference(sound::Voice voice) {
    Sender sender(voice);
    std::mt19937 random(5);
    double apart = 0, all = 0;
    for (int n = 0; n < 500; ++n) {
      auto packet = sender.next(now);
      auto copy = packet;
      whole.push(copy);
      const Sound* pulled = whole.pull(now, true);
      const Samples* reference = pulled ? &pulled->left : nullptr;
      if (n > 20 && random() % 10 == 0)
        ++lost;
      else
        arrivals.emplace(now, std::move(packet));
      const Samples* got = tick();
      if (n < 50 || !reference) continue;
      all += sound::rms(*reference);
      apart += std::abs(sound::rms(*reference) - (got ? sound::rms(*got) : 0));
    }
    return apart / all;
  }
};

TEST_F(LossTest, TenPercentLossIsRecoveredFromTheFollowingPackets) {
  const double apart = difference(
      {.hertz = 140, .application = OPUS_APPLICATION_VOIP, .bitrate = 24'000, .fec = true, .syllables = true});
  EXPECT_GT(lost, 30);
  // Not where the following packet is lost too, nor between syllables, where SILK adds no copy.
  EXPECT_GE(counters.recovered * 2, static_cast<std::uint64_t>(lost));
  EXPECT_LE(counters.recovered + counters.concealed, static_cast<std::uint64_t>(lost) + 4);
  EXPECT_LT(apart, 0.05);
}

TEST_F(LossTest, TenPercentLossWithoutFecIsConcealed) {
  const double apart = difference({.hertz = 500});
  EXPECT_EQ(counters.recovered, 0U);
  EXPECT_NEAR(static_cast<double>(counters.concealed), lost, 5);
  EXPECT_LT(apart, 0.05);
}

TEST_F(TalkerTest, JitterOfSixtyMillisecondsLeavesNoHoles) {
  Sender sender({.hertz = 500});
  std::mt19937 random(3);
  for (int n = 0; n < 800; ++n) {
    const Time sent = now + n * tick_length;
    arrivals.emplace(sent + std::chrono::microseconds(random() % 60'000), sender.next(sent));
  }
  run(800);
  EXPECT_GT(quietest(500), tone_rms * 0.3);
  EXPECT_LT(counters.late, 25U);
}

TEST_F(TalkerTest, AfterAPauseTheFirstPacketIsHeardAtOnce) {
  Sender sender({.hertz = 500});
  for (int n = 0; n < 20; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  run(20);
  const auto concealed = counters.concealed;
  run(60);
  EXPECT_LE(counters.concealed - concealed, 6U);  // then it is taken for a pause
  EXPECT_LT(sound::rms(last(30)), 1);
  EXPECT_EQ(talker.pull(now - tick_length, true), nullptr);
  sender.pause(60 * 960);
  for (int n = 0; n < 20; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  int until = 0;
  while (!tick()) ASSERT_LT(++until, 4);
  run(18 - until);
  EXPECT_NEAR(sound::level_at(last(10), 500), tone_level, 1);
}

TEST_F(TalkerTest, TheNoiseOfASenderWithDtxGoesOnBetweenItsPackets) {
  Sender sender({.hertz = 500,
                 .amplitude = 300,
                 .application = OPUS_APPLICATION_VOIP,
                 .bitrate = 24'000,
                 .dtx = true,
                 .noise = true});
  int told = 0, left_out = 0;
  bool pausing = false;
  for (int n = 0; n < 400; ++n) {
    auto packet = sender.next(now);
    // As libwebrtc does: of the packets without content only the first of a pause is sent, and numbers do not count.
    const bool empty = packet.payload.size() <= 2;
    if (empty && pausing) {
      ++left_out;
      sender.jump(packet.sequence, packet.rtp_timestamp + 960);
    } else {
      told += empty;
      arrivals.emplace(now, std::move(packet));
    }
    pausing = empty;
    tick();
  }
  ASSERT_GT(left_out, 50);
  ASSERT_GT(told, 5);
  EXPECT_GT(quietest(200), 10);
  EXPECT_EQ(counters.concealed, 0U);
}

TEST_F(TalkerTest, SilenceByTheHeaderIsNotDecodedAndTheBeginningOfAWordIsWhole) {
  Sender sender({.hertz = 500, .amplitude = 3, .header_level = 90});
  for (int n = 0; n < 100; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  run(100);
  EXPECT_EQ(counters.decoded, 0U);
  EXPECT_EQ(talker.pull(now - 1ms, true), nullptr);
  sender.voice().amplitude = 8000;
  sender.voice().header_level = 15;
  const std::size_t silent = heard.size();
  for (int n = 0; n < 30; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  run(30);
  std::size_t first = silent;
  while (std::abs(heard[first]) < 1000) ++first;
  // From there on it is a whole tone: nothing of its first 20 ms is missing, nothing of it is too loud.
  EXPECT_LT(first - silent, 3U * tick_samples);
  EXPECT_NEAR(sound::rms(std::span(heard).subspan(first, tick_samples)), tone_rms, 800);
  for (std::size_t i = silent; i < heard.size(); ++i) ASSERT_LT(std::abs(heard[i]), 10'500);
}

TEST_F(TalkerTest, ANewSsrcGoesOnAfterAShortBreak) {
  Sender sender({.hertz = 500});
  for (int n = 0; n < 30; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  sender.jump(12, 999);
  for (int n = 30; n < 80; ++n) arrivals.emplace(now + n * tick_length, sender.next(now));
  run(80);
  EXPECT_NEAR(sound::level_at(last(40), 500), tone_level, 0.5);
}

TEST_F(TalkerTest, MalformedPacketsAreCountedAndSilent) {
  std::mt19937 random(1);
  for (int n = 0; n < 200; ++n) {
    sound::Packet packet;
    packet.sequence = n;
    packet.rtp_timestamp = static_cast<std::uint32_t>(n) * 960;
    packet.payload = {0xFF, 0xFF};                  // code 3 with 63 frames
    if (n % 3 == 0) packet.payload = {};            // nothing
    if (n % 3 == 1) packet.payload = {0x03, 0x00};  // code 3 with no frame
    arrivals.emplace(now, std::move(packet));
    EXPECT_EQ(tick(), nullptr);
  }
  EXPECT_EQ(counters.undecodable, 200U);
}

TEST_F(TalkerTest, BytesOfAnyKindNeitherCrashNorStayWithoutCount) {
  std::mt19937 random(1);
  Sender sender({.hertz = 500, .application = OPUS_APPLICATION_VOIP, .bitrate = 20'000, .fec = true});
  for (int n = 0; n < 3000; ++n) {
    auto packet = sender.next(now);
    switch (random() % 4) {
      case 0:
        packet.payload.resize(random() % 300);
        for (auto& byte : packet.payload) byte = static_cast<std::uint8_t>(random());
        break;
      case 1:
        packet.payload[random() % packet.payload.size()] = static_cast<std::uint8_t>(random());
        break;
      case 2:
        packet.payload.resize(random() % packet.payload.size());
        break;
      default:
        break;
    }
    if (random() % 50 == 0) packet.sequence += static_cast<std::int64_t>(random() % 100'000);
    if (random() % 50 == 0) packet.rtp_timestamp = static_cast<std::uint32_t>(random());
    packet.level = static_cast<int>(random() % 128);
    arrivals.emplace(now, std::move(packet));
    tick();
  }
  EXPECT_GT(counters.undecodable, 100U);
  // and it still works
  talker.reset();
  Sender good({.hertz = 700});
  for (int n = 0; n < 60; ++n) arrivals.emplace(now + n * tick_length, good.next(now));
  run(60);
  EXPECT_NEAR(sound::level_at(last(40), 700), tone_level, 0.5);
}

TEST_F(TalkerTest, TellsHowFarItPlaysBehindTheSendersClock) {
  Sender sender({.hertz = 500});
  for (int n = 0; n < 50; ++n) {
    auto packet = sender.next(now);
    packet.sender_time = (now - 7s).time_since_epoch();
    arrivals.emplace(now + n % 2 * 1ms, std::move(packet));
    tick();
  }
  const auto offset = std::chrono::nanoseconds(sync->audio_offset.load());
  EXPECT_GE(offset, 7s + 20ms);
  EXPECT_LE(offset, 7s + 45ms);
}

TEST_F(TalkerTest, WaitsForALaterVideoAndComesBack) {
  Sender sender({.hertz = 500});
  auto talk = [&](int ticks) {
    for (int n = 0; n < ticks; ++n) {
      auto packet = sender.next(now);
      packet.sender_time = (now - 7s).time_since_epoch();
      arrivals.emplace(now, std::move(packet));
      tick();
    }
  };
  talk(50);
  sync->video_offset = (7s + 120ms) / 1ns;
  talk(500);
  EXPECT_NEAR(static_cast<double>(sync->audio_offset.load()), static_cast<double>((7s + 120ms) / 1ns), 40e6);
  sync->video_offset = (7s + 900ms) / 1ns;  // out of reach: at most 150 ms more
  talk(500);
  EXPECT_NEAR(static_cast<double>(sync->audio_offset.load()), static_cast<double>((7s + 180ms) / 1ns), 25e6);
  sync->video_offset = (7s + 30ms) / 1ns;
  talk(1200);
  EXPECT_LE(sync->audio_offset.load(), (7s + 80ms) / 1ns);
  EXPECT_GT(quietest(1200), tone_rms * 0.2);
  // While nothing comes, nothing is known of the audio's lateness, so nothing is changed.
  sync->video_offset = (7s + 150ms) / 1ns;
  run(500);
  sender.pause(500 * 960);
  talk(20);
  EXPECT_LE(sync->audio_offset.load(), (7s + 100ms) / 1ns);
}

}  // namespace
}  // namespace lethe::audio
