// SPDX-License-Identifier: AGPL-3.0-or-later
// A receiver's counts, its requests for missing packets, and the sender's clock; and the sender's side of it.
#include <gmock/gmock.h>

#include "pipelines/rtp/rtp_sender.hpp"
#include "pipelines/transport/ingress.hpp"

namespace lethe::transport {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

constexpr media::Time start{std::chrono::hours(1)};

TEST(RtpReceiverTest, sequence_numbers_are_extended_and_duplicates_dropped) {
  RtpReceiver receiver(1, 90'000);
  const auto first = receiver.receive(65'534, 0, start);
  ASSERT_TRUE(first);
  EXPECT_EQ(receiver.receive(0, 0, start), *first + 2);
  EXPECT_EQ(receiver.receive(65'535, 0, start), *first + 1);
  EXPECT_FALSE(receiver.receive(65'535, 0, start));
  EXPECT_EQ(receiver.receive(65'533, 0, start), *first - 1) << "one that was sent before the first";
  EXPECT_FALSE(receiver.receive(60'000, 0, start)) << "too old";
  EXPECT_EQ(receiver.receive(5000, 0, start), *first + 5002);
}

TEST(RtpReceiverTest, loss_and_jitter_are_reported_as_rfc_3550_says) {
  RtpReceiver receiver(7, 90'000);
  for (int i = 0; i < 100; ++i)
    if (i % 4 != 1)
      receiver.receive(static_cast<std::uint16_t>(i), static_cast<std::uint32_t>(i) * 900,
                       start + milliseconds(10 * i));
  receiver.note_sender_report(0x0001000200030004, start + milliseconds(1000));
  ReportBlock block = receiver.report(start + milliseconds(1500));
  EXPECT_EQ(block.ssrc, 7u);
  EXPECT_EQ(block.lost, 25);
  EXPECT_EQ(block.fraction_lost, 64);
  EXPECT_EQ(block.highest_sequence, 99u);
  EXPECT_LE(block.jitter, 1u);
  EXPECT_EQ(block.last_report, 0x00020003u);
  EXPECT_EQ(block.since_last_report, 32'768u);
  receiver.receive(100, 100 * 900, start + milliseconds(1000));
  block = receiver.report(start + milliseconds(2000));
  EXPECT_EQ(block.fraction_lost, 0) << "a new interval";
  receiver.receive(101, 101 * 900, start + milliseconds(1010 + 16));
  EXPECT_NEAR(receiver.report(start).jitter, 90, 2) << "16 ms late, a sixteenth of 1440";
}

TEST(LossCountTest, what_is_new_of_a_sum_is_counted_and_repairs_are_not_taken_back) {
  LossCount count;
  EXPECT_EQ(count.more(5), 5u);
  EXPECT_EQ(count.more(5), 0u);
  EXPECT_EQ(count.more(3), 0u);
  EXPECT_EQ(count.more(7), 4u);
  EXPECT_EQ(count.more(-2), 0u) << "duplicates make it less than nothing";
  EXPECT_EQ(count.more(0), 2u);
}

TEST(NackListTest, a_missing_packet_is_asked_for_again_and_again_but_not_forever) {
  NackList list;
  ASSERT_TRUE(list.missing(70'000, 70'003, start));
  list.arrived(70'001);
  EXPECT_TRUE(list.due(start, {}).empty()) << "it may merely be late";
  EXPECT_THAT(list.due(start + milliseconds(5), {}), ElementsAre(70'000 - 65'536, 70'002 - 65'536));
  EXPECT_TRUE(list.due(start + milliseconds(20), {}).empty());
  EXPECT_EQ(list.due(start + milliseconds(25), milliseconds(100)).size(), 2u);
  EXPECT_TRUE(list.due(start + milliseconds(100), milliseconds(100)).empty()) << "a round trip has not passed";
  int asked = 0;
  for (int i = 1; i < 100; ++i) asked += list.due(start + milliseconds(200 * i), {}).empty() ? 0 : 1;
  EXPECT_EQ(asked, NackList::attempts_most - 2);
  EXPECT_TRUE(list.empty());
}

TEST(NackListTest, too_much_is_given_up) {
  NackList list;
  EXPECT_TRUE(list.missing(0, 200, start));
  EXPECT_FALSE(list.missing(300, 400, start));
  EXPECT_TRUE(list.empty());
}

TEST(SenderClockTest, timestamps_map_to_the_senders_clock_across_a_wrap) {
  SenderClock clock(90'000);
  EXPECT_FALSE(clock.time_of(0));
  clock.note(std::uint64_t{100} << 32, 0xffffffff - 44'999);
  EXPECT_EQ(*clock.time_of(45'000), std::chrono::seconds(101));
  EXPECT_EQ(*clock.time_of(0xffffffff - 89'999), std::chrono::milliseconds(99'500));
}

TEST(SenderClockTest, ntp_keeps_the_distance_of_two_moments) {
  const auto first = ntp_to_time(ntp_at(start)), second = ntp_to_time(ntp_at(start + milliseconds(1234)));
  EXPECT_NEAR(static_cast<double>((second - first).count()), 1.234e9, 10);
}

TEST(RtpSenderTest, a_repeated_packet_is_identical_byte_for_byte) {
  RtpSender sender({5, 96, 90'000, 4, 3, 2, "1"});
  const media::Bytes payload{1, 2, 3};
  const RtpSender::Piece piece{true, 9000, {}, payload};
  std::array<std::uint8_t, 200> first{}, again{};
  std::uint16_t transport = 77;
  const std::uint16_t sequence = sender.next_sequence();
  const std::size_t size = sender.write(first, piece, transport, start);
  EXPECT_EQ(transport, 78);
  EXPECT_EQ(sender.next_sequence(), sequence + 1);
  EXPECT_EQ(sender.rewrite(again, piece, sequence, 77, RtpSender::abs_send_time(start)), size);
  EXPECT_EQ(first, again);
  const auto packet = parse_rtp(View(first).first(size));
  EXPECT_EQ(packet->extension(4)->size(), 1u);
  EXPECT_EQ(ByteReader(*packet->extension(3)).u16(), 77);
}

TEST(RtpSenderTest, a_report_extrapolates_the_last_timestamp) {
  RtpSender sender({5, 96, 90'000, 0, 0, 0, ""});
  EXPECT_FALSE(sender.report(start));
  sender.note_time(1000, start);
  std::array<std::uint8_t, 200> buffer{};
  std::uint16_t transport = 0;
  const media::Bytes payload(10);
  sender.write(buffer, {false, 1000, {}, payload}, transport, start);
  const auto info = sender.report(start + milliseconds(500));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->rtp_timestamp, 46'000u);
  EXPECT_EQ(info->packets, 1u);
  EXPECT_EQ(info->octets, 10u);
}

TEST(VideoIngressTest, retransmissions_fill_gaps_and_mere_padding_does_not_count) {
  Tallies tallies;
  std::vector<std::uint32_t> out;
  VideoIngress ingress(media::VideoCodec::Vp8, 1, tallies, [&](auto frame) { out.push_back(frame->rtp_timestamp); });
  auto packet = [](std::uint16_t sequence, std::uint32_t timestamp, const media::Bytes& payload) {
    RtpPacket p;
    p.marker = true;
    p.sequence = sequence;
    p.timestamp = timestamp;
    p.payload = payload;
    return p;
  };
  const media::Bytes key{0x10, 0}, delta{0x10, 1}, again{0, 11, 0x10, 1};
  ingress.receive(packet(10, 1, key), start);
  ingress.receive(packet(12, 3, delta), start);
  EXPECT_THAT(out, ElementsAre(1));
  EXPECT_THAT(ingress.nacks().due(start + milliseconds(6), {}), ElementsAre(11));
  ingress.receive_rtx(packet(500, 2, {}), start);
  EXPECT_EQ(tallies.rtx_in.value(), 0u);
  ingress.receive_rtx(packet(501, 2, again), start);
  ingress.receive_rtx(packet(502, 2, again), start);
  EXPECT_THAT(out, ElementsAre(1, 2, 3));
  EXPECT_TRUE(ingress.nacks().empty());
}

}  // namespace
}  // namespace lethe::transport
