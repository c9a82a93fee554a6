// SPDX-License-Identifier: AGPL-3.0-or-later
// Redundant sound (RFC 2198), to viewers and from senders, and when it is sent.
#include "pipelines/rtp/redundancy.hpp"

#include <gmock/gmock.h>

#include "pipelines/congestion/redundancy_choice.hpp"
#include "pipelines/transport/egress.hpp"
#include "pipelines/transport/ingress.hpp"

namespace lethe::transport {
namespace {

using namespace std::chrono_literals;
using media::Bytes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint8_t opus = 111, red = 63;

class Sound : public testing::Test {
 protected:
  // Frame n is n bytes of n, at 960 n.
  void send(std::uint8_t n, int copies) {
    const Bytes payload(n, n);
    egress.send({.rtp_timestamp = 960u * n, .payload = payload}, copies, outlet, media::Time{});
  }
  // What an ingress makes of the packets that left, but for the lost ones: time and first byte of each frame.
  std::vector<std::pair<std::uint32_t, int>> heard(std::initializer_list<std::size_t> lost) {
    std::vector<std::pair<std::uint32_t, int>> frames;
    AudioIngress ingress(1, 0, [&](const media::AudioPacket& one) {
      EXPECT_EQ(one.payload.size(), one.payload[0]);
      frames.emplace_back(one.rtp_timestamp / 960, one.payload[0]);
    });
    for (std::size_t i = 0; i < packets.size(); ++i) {
      if (std::find(lost.begin(), lost.end(), i) != lost.end()) continue;
      const auto packet = parse_rtp(packets[i]);
      if (packet->payload_type == red)
        EXPECT_TRUE(ingress.receive_redundant(*packet, opus, media::Time{}));
      else
        ingress.receive(*packet, media::Time{});
    }
    return frames;
  }
  std::vector<Bytes> packets;
  Outlet outlet{.send = [this](std::span<std::uint8_t> buffer, std::size_t size) {
    packets.emplace_back(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
  }};
  AudioEgress egress{{.ssrc = 1, .payload_type = opus, .clock_rate = 48'000, .mid = {}}, red};
};

TEST_F(Sound, OneCopyFillsEveryGapOfOneAndTwoCopiesGapsOfTwo) {
  for (std::uint8_t n = 1; n <= 6; ++n) send(n, 1);
  EXPECT_THAT(heard({1, 3}), ElementsAre(Pair(1, 1), Pair(2, 2), Pair(3, 3), Pair(4, 4), Pair(5, 5), Pair(6, 6)));
  EXPECT_THAT(heard({1, 2}), ElementsAre(Pair(1, 1), Pair(3, 3), Pair(4, 4), Pair(5, 5), Pair(6, 6)));
  packets.clear();
  for (std::uint8_t n = 7; n <= 12; ++n) send(n, 2);
  EXPECT_THAT(heard({2, 3}), ElementsAre(Pair(5, 5), Pair(6, 6), Pair(7, 7), Pair(8, 8), Pair(9, 9), Pair(10, 10),
                                         Pair(11, 11), Pair(12, 12)));
}

TEST_F(Sound, FourCopiesFillAGapOfFour) {
  for (std::uint8_t n = 1; n <= 12; ++n) send(n, 4);
  EXPECT_THAT(heard({0, 1, 2, 3, 6, 7, 8, 9}),
              ElementsAre(Pair(1, 1), Pair(2, 2), Pair(3, 3), Pair(4, 4), Pair(5, 5), Pair(6, 6), Pair(7, 7),
                          Pair(8, 8), Pair(9, 9), Pair(10, 10), Pair(11, 11), Pair(12, 12)));
}

TEST_F(Sound, WithoutCopiesOrWithoutTheFormatItIsAPlainPacket) {
  send(1, 0);
  AudioEgress plain({.ssrc = 1, .payload_type = opus, .clock_rate = 48'000, .mid = {}});
  plain.send({.rtp_timestamp = 960, .payload = Bytes(2, 2)}, 2, outlet, media::Time{});
  for (const Bytes& packet : packets) EXPECT_EQ(parse_rtp(packet)->payload_type, opus);
}

TEST_F(Sound, WhatIsTooLongAgoIsNotRepeated) {
  send(1, 1);
  send(100, 1);  // after a pause of 2 s: 14 bits tell of 341 ms
  EXPECT_THAT(heard({0}), ElementsAre(Pair(100, 100)));
}

TEST(Redundant, MalformedPacketsAreRefusedWhole) {
  const auto never = [](const RedundantFrame&) { FAIL(); };
  const Bytes two{0x80 | opus, 0, 0x3c << 2, 3, opus, 1, 2, 3, 9};
  int frames = 0;
  EXPECT_TRUE(split_redundant(two, 5000, [&](const RedundantFrame&) { ++frames; }));
  EXPECT_EQ(frames, 2);
  for (std::size_t size = 0; size < two.size(); ++size)
    EXPECT_FALSE(split_redundant(View(two).first(size), 5000, never)) << size;
  EXPECT_FALSE(split_redundant(Bytes(64, 0x80 | opus), 5000, never)) << "headers without end";
}

TEST(RedundancyChoice, FollowsTheLossUpAtOnceAndDownAfterAWhile) {
  congestion::RedundancyChoice choice;
  media::Time now{100s};
  // Of 40 packets, so many bursts of so many.
  auto add = [&](int bursts, int length = 1) {
    for (int i = 0; i < 40; ++i) choice.add(i % 8 < length && i / 8 < bursts, now);
  };
  add(0);
  EXPECT_EQ(choice.copies(now), 0);
  add(1);
  EXPECT_EQ(choice.copies(now), 1);
  now += 1s;
  add(3, 2);
  EXPECT_EQ(choice.copies(now), 2) << "15 %";
  for (int i = 0; i < 8; ++i, now += 1s) add(1);
  EXPECT_EQ(choice.copies(now), 2);
  now += 2s;
  add(1);
  EXPECT_EQ(choice.copies(now), 1);
  EXPECT_EQ(choice.copies(now + 10s), 0);
}

TEST(RedundancyChoice, BurstsNeedFourCopiesHoweverRareTheyAre) {
  congestion::RedundancyChoice choice;
  const media::Time now{100s};
  for (int i = 0; i < 200; ++i) choice.add(i < 3, now);
  EXPECT_EQ(choice.copies(now), 4);
}

}  // namespace
}  // namespace lethe::transport
