// SPDX-License-Identifier: AGPL-3.0-or-later
// The output to one viewer for the streams that it watches.
#include "pipelines/transport/egress.hpp"

#include <gmock/gmock.h>

#include "pipelines/rtp/rtp_packet.hpp"

namespace lethe::transport {
namespace {

using media::Stream;
using testing::ElementsAre;

constexpr Stream small{.view = 1, .step = 1}, large{.view = 1, .step = 0};
constexpr Stream small_vp9{.view = 1, .step = 1, .codec = media::VideoCodec::Vp9};

class Egress : public testing::Test {
 protected:
  void show(const Stream& stream, PacketHistory& history, std::uint32_t timestamp, bool key) {
    show_to(egress, stream, history, timestamp, key);
  }
  void show_to(VideoEgress& to, const Stream& stream, PacketHistory& history, std::uint32_t timestamp, bool key) {
    media::EncodedFrame frame;
    frame.codec = stream.codec;
    frame.key = key;
    frame.rtp_timestamp = timestamp;
    frame.at = media::Time(std::chrono::seconds(9));
    frame.data.assign(2000, 7);  // two packets
    const auto first = history.add(frame);
    if (to.begins_frame(stream, frame, first)) to.send(history, first, outlet, frame.at);
  }

  std::vector<std::uint32_t> timestamps;  // of each packet that left
  std::vector<std::uint16_t> sequences;
  std::vector<std::uint8_t> types;
  std::vector<std::uint32_t> ssrcs;
  Outlet outlet{.send = [this](std::span<std::uint8_t> buffer, std::size_t size) {
    const auto packet = parse_rtp(buffer.first(size));
    ASSERT_TRUE(packet);
    timestamps.push_back(packet->timestamp);
    types.push_back(packet->payload_type);
    ssrcs.push_back(packet->ssrc);
    sequences.push_back(packet->sequence);
  }};
  Tallies tallies;
  PacketHistory slow, fast;
  VideoEgress egress{{.ssrc = 5, .payload_type = 96, .mid = {}}, std::nullopt, tallies};
};

TEST_F(Egress, NoTwoFramesHaveOneTimestampThoughStreamsAreSwitchedWithinATick) {
  egress.watch(small);
  show(small, slow, 1000, true);
  show(small, slow, 4600, false);
  egress.watch(large);
  show(large, fast, 4600, true);
  show(large, fast, 8200, false);
  EXPECT_THAT(timestamps, ElementsAre(1000, 1000, 4600, 4600, 4601, 4601, 8200, 8200));
}

TEST_F(Egress, FramesThatWereThereBeforeTheSwitchFollowTheLastOne) {
  egress.watch(small);
  show(large, fast, 1000, true);
  show(large, fast, 4600, false);
  show(small, slow, 4600, true);
  egress.watch(large);
  ASSERT_TRUE(egress.catch_up(fast, outlet, media::Time(std::chrono::seconds(9))));
  show(large, fast, 8200, false);
  EXPECT_THAT(timestamps, ElementsAre(4600, 4600, 4601, 4601, 4602, 4602, 8200, 8200));
  timestamps.clear();
  const std::vector<std::uint16_t> lost{sequences[3], sequences[4]};
  egress.resend(lost, fast, outlet, media::Time(std::chrono::seconds(10)));
  EXPECT_THAT(timestamps, ElementsAre(4601, 4602)) << "repeated as they were sent";
}

TEST_F(Egress, AnotherCodecGoesOnInTheSameStreamUnderATypeOfItsOwn) {
  VideoEgress both({.ssrc = 5, .payload_type = 96, .mid = {}},
                   RtpSenderSettings{.ssrc = 6, .payload_type = 97, .mid = {}}, tallies, {.media = 98, .rtx = 99});
  both.watch(large);
  show_to(both, large, fast, 1000, true);
  both.watch(small_vp9);
  show_to(both, small_vp9, slow, 1000, false);
  EXPECT_EQ(types.size(), 2u) << "not before its key frame";
  show_to(both, small_vp9, slow, 1000, true);
  EXPECT_THAT(types, ElementsAre(96, 96, 98, 98));
  EXPECT_THAT(ssrcs, ElementsAre(5, 5, 5, 5));
  EXPECT_THAT(timestamps, ElementsAre(1000, 1000, 1001, 1001));
  const std::uint16_t first = sequences[0];
  EXPECT_THAT(sequences, ElementsAre(first, first + 1, first + 2, first + 3));
  both.resend(std::vector<std::uint16_t>{sequences[3]}, slow, outlet, media::Time(std::chrono::seconds(10)));
  EXPECT_EQ(types.back(), 99);
  EXPECT_EQ(ssrcs.back(), 6u);
  both.watch(large);
  show_to(both, large, fast, 4600, true);
  EXPECT_EQ(types.back(), 96);
  EXPECT_EQ(sequences.back(), first + 5);
}

TEST_F(Egress, WhatIsAskedForAgainGoesAtThePaceOfTheLineAndBeforeAnythingNew) {
  const media::Time now(std::chrono::seconds(9));
  egress.watch(small);
  show(small, slow, 1000, true);
  ASSERT_EQ(sequences.size(), 2u);
  const std::vector<std::uint16_t> lost = sequences;
  egress.pace().set(congestion::BitRate::kbit(100), now);
  egress.resend(lost, slow, outlet, now);
  show(small, slow, 4600, false);
  EXPECT_THAT(timestamps, ElementsAre(1000, 1000, 1000)) << "one packet is 80 ms long on that line";
  egress.go_on(slow, outlet, now + std::chrono::milliseconds(100));
  EXPECT_THAT(timestamps, ElementsAre(1000, 1000, 1000, 1000)) << "the other one that was lost";
  egress.go_on(slow, outlet, now + std::chrono::milliseconds(200));
  EXPECT_THAT(timestamps, ElementsAre(1000, 1000, 1000, 1000, 4600));
}

TEST_F(Egress, AClockThatWentRoundIsFollowed) {
  egress.watch(small);
  show(small, slow, 0xffff'fff0, true);
  show(small, slow, 0x8000'0100, true);
  EXPECT_THAT(timestamps, ElementsAre(0xffff'fff0, 0xffff'fff0, 0x8000'0100, 0x8000'0100));
}

}  // namespace
}  // namespace lethe::transport
