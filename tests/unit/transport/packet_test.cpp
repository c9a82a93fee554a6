// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading and writing RTP and RTCP packets; transport-wide feedback; malformed input.
#include <gmock/gmock.h>

#include "pipelines/rtp/feedback.hpp"
#include "pipelines/rtp/rtcp.hpp"
#include "pipelines/rtp/rtp_packet.hpp"

namespace lethe::transport {
namespace {

using media::Bytes;
using ::testing::ElementsAre;

TEST(RtpPacketTest, what_is_written_is_read_again) {
  const Bytes level{0x85}, number{0x12, 0x34}, prefix{7, 8}, payload{1, 2, 3};
  const std::array<RtpExtension, 3> extensions{RtpExtension{1, level}, RtpExtension{3, number}, RtpExtension{0, level}};
  RtpPacket packet;
  packet.marker = true;
  packet.payload_type = 111;
  packet.sequence = 65'535;
  packet.timestamp = 0x80000001;
  packet.ssrc = 0xdeadbeef;
  packet.payload = payload;
  std::array<std::uint8_t, 64> buffer{};
  const std::size_t size = write_rtp(buffer, packet, extensions, prefix);
  ASSERT_EQ(size, 12u + 4 + 8 + 5);
  const auto read = parse_rtp(View(buffer).first(size));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->marker);
  EXPECT_EQ(read->payload_type, 111);
  EXPECT_EQ(read->sequence, 65'535);
  EXPECT_EQ(read->timestamp, 0x80000001u);
  EXPECT_EQ(read->ssrc, 0xdeadbeefu);
  EXPECT_THAT(Bytes(read->payload.begin(), read->payload.end()), ElementsAre(7, 8, 1, 2, 3));
  EXPECT_EQ((*read->extension(1))[0], 0x85);
  EXPECT_EQ((*read->extension(3))[1], 0x34);
  EXPECT_FALSE(read->extension(2));
  EXPECT_EQ(write_rtp(std::span(buffer).first(20), packet, extensions), 0u) << "too small a buffer";
}

TEST(RtpPacketTest, two_byte_extensions_padding_and_sources_are_understood) {
  const Bytes bytes{0xb1, 0x60, 0, 1, 0, 0, 0, 2, 0,    0,    0, 3, 0, 0, 0, 4,  // P, X, one CSRC
                    0x10, 0x00, 0, 2, 5, 0, 3, 2, 0xaa, 0xbb, 0, 0,              // id 5 empty, id 3 of two bytes
                    42,   0,    0, 3};
  const auto packet = parse_rtp(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload.size(), 1u);
  EXPECT_TRUE(packet->extension(5) && packet->extension(5)->empty());
  EXPECT_EQ((*packet->extension(3))[1], 0xbb);
}

TEST(RtpPacketTest, malformed_packets_are_refused) {
  const std::vector<std::pair<const char*, Bytes>> cases{
      {"empty", {}},
      {"short", {0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}},
      {"version 1", {0x40, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"sources missing", {0x8f, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"extension missing", {0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"extension too long", {0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 9, 0, 0, 0, 0}},
      {"padding without a body", {0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"no padding in padding", {0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
      {"padding too long", {0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5}}};
  for (const auto& [name, bytes] : cases) EXPECT_FALSE(parse_rtp(bytes)) << name;
  const Bytes cut{0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 1, 0x1f, 1, 2, 3};
  EXPECT_FALSE(parse_rtp(cut)->extension(1)) << "an element longer than its block";
}

struct Handler : RtcpHandler {
  std::vector<std::uint32_t> infos, key_frames, byes;
  std::vector<ReportBlock> blocks;
  std::vector<std::uint16_t> nacks;
  std::vector<PacketArrival> arrivals;
  std::uint64_t limit = 0;
  SenderInfo info;
  void on_sender_info(std::uint32_t ssrc, const SenderInfo& i) override { infos.push_back(ssrc), info = i; }
  void on_report_block(const ReportBlock& block) override { blocks.push_back(block); }
  void on_nack(std::uint32_t, std::span<const std::uint16_t> s) override { nacks.assign(s.begin(), s.end()); }
  void on_key_frame_request(std::uint32_t ssrc) override { key_frames.push_back(ssrc); }
  void on_bye(std::uint32_t ssrc) override { byes.push_back(ssrc); }
  void on_bitrate_limit(std::uint64_t bits) override { limit = bits; }
  void on_transport_feedback(View packet) override { parse_transport_feedback(packet, arrivals); }
  bool untouched() const {
    return infos.empty() && key_frames.empty() && byes.empty() && blocks.empty() && nacks.empty() && limit == 0;
  }
};

TEST(RtcpTest, a_compound_of_everything_is_read_as_written) {
  std::array<std::uint8_t, 1200> buffer{};
  RtcpWriter writer(buffer);
  const ReportBlock block{5, 25, -3, 70'000, 9, 1, 2};
  writer.sender_report(1, {0x0102030405060708, 90, 10, 1000}, std::span(&block, 1));
  writer.cname(1, "name");
  const std::array<std::uint16_t, 4> lost{65'534, 65'535, 3, 100};
  writer.nack(1, 2, lost);
  writer.picture_loss(1, 2);
  writer.bitrate_limit(1, 5'000'000'000, std::array<std::uint32_t, 1>{2});
  writer.bye(std::array<std::uint32_t, 2>{1, 9});
  Handler handler;
  ASSERT_TRUE(parse_rtcp(writer.packet(), handler));
  EXPECT_THAT(handler.infos, ElementsAre(1));
  EXPECT_EQ(handler.info.ntp, 0x0102030405060708u);
  EXPECT_EQ(handler.info.octets, 1000u);
  ASSERT_EQ(handler.blocks.size(), 1u);
  EXPECT_EQ(handler.blocks[0].lost, -3);
  EXPECT_EQ(handler.blocks[0].highest_sequence, 70'000u);
  EXPECT_THAT(handler.nacks, ElementsAre(65'534, 65'535, 3, 100));
  EXPECT_THAT(handler.key_frames, ElementsAre(2));
  EXPECT_THAT(handler.byes, ElementsAre(1, 9));
  EXPECT_NEAR(static_cast<double>(handler.limit), 5e9, 5e9 / 100'000);
}

TEST(RtcpTest, a_full_intra_request_wants_a_key_frame) {
  const Bytes request{0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 7, 0, 0, 0};
  Handler handler;
  ASSERT_TRUE(parse_rtcp(request, handler));
  EXPECT_THAT(handler.key_frames, ElementsAre(3));
}

TEST(RtcpTest, a_malformed_part_silences_the_whole_compound) {
  const Bytes good{0x80, 201, 0, 1, 0, 0, 0, 1, 0x81, 203, 0, 1, 0, 0, 0, 1};
  const std::vector<std::pair<const char*, Bytes>> cases{
      {"three bytes", {0x80, 201, 0}},
      {"length beyond the end", {0x80, 201, 0, 2, 0, 0, 0, 1}},
      {"version 1", {0x40, 201, 0, 1, 0, 0, 0, 1}},
      {"sender report without its info", {0x80, 200, 0, 1, 0, 0, 0, 1}},
      {"report blocks missing", {0x82, 201, 0, 1, 0, 0, 0, 1}},
      {"more byes than sources", {0x83, 203, 0, 1, 0, 0, 0, 1}},
      {"feedback without media", {0x81, 206, 0, 1, 0, 0, 0, 1}},
      {"REMB cut", {0x8f, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 'R', 'E', 'M', 'B'}},
      {"FIR cut", {0x84, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5}},
      {"padding of nothing", {0xa0, 201, 0, 0}},
      {"padding too long", {0xa0, 201, 0, 1, 0, 0, 0, 9}}};
  Handler fine;
  EXPECT_TRUE(parse_rtcp(good, fine));
  for (const auto& [name, bad] : cases) {
    Bytes compound = good;
    compound.insert(compound.end(), bad.begin(), bad.end());
    Handler handler;
    EXPECT_FALSE(parse_rtcp(compound, handler)) << name;
    EXPECT_TRUE(handler.untouched()) << name;
  }
}

TEST(RtcpTest, a_part_that_does_not_fit_is_left_out) {
  std::array<std::uint8_t, 20> buffer{};
  RtcpWriter writer(buffer);
  writer.receiver_report(1, {});
  writer.picture_loss(1, 2);
  writer.picture_loss(1, 2);
  EXPECT_EQ(writer.packet().size(), 20u);
}

TEST(TransportFeedbackTest, arrivals_and_losses_come_back_in_order) {
  TransportFeedback feedback;
  const media::Time start = media::Clock::now();
  std::vector<std::pair<std::uint16_t, std::int64_t>> sent;  // sequence, ms
  for (int i = 0; i < 100; ++i)
    if (i % 9 != 4 && (i < 40 || i >= 60))
      sent.emplace_back(static_cast<std::uint16_t>(65'500 + i), i * 3 + (i == 70 ? 200 : 0));
  std::swap(sent[2], sent[3]);
  for (const auto& [sequence, ms] : sent) feedback.arrived(sequence, start + std::chrono::milliseconds(ms));
  std::array<std::uint8_t, 1100> fci{};
  const std::size_t size = feedback.write(fci);
  std::vector<PacketArrival> arrivals;
  ASSERT_TRUE(parse_transport_feedback(View(fci).first(size), arrivals));
  ASSERT_EQ(arrivals.size(), 100u);
  EXPECT_FALSE(feedback.pending());
  std::optional<std::int64_t> base;
  for (const auto& one : arrivals) {
    const auto found = std::find_if(sent.begin(), sent.end(), [&](const auto& s) { return s.first == one.sequence; });
    ASSERT_EQ(one.received, found != sent.end()) << one.sequence;
    if (!one.received) continue;
    if (!base) base = one.arrival_us - found->second * 1000;
    EXPECT_NEAR(static_cast<double>(one.arrival_us - *base), static_cast<double>(found->second * 1000), 500);
  }
}

TEST(TransportFeedbackTest, what_does_not_fit_comes_with_the_next_packet) {
  TransportFeedback feedback;
  const media::Time start = media::Clock::now();
  for (int i = 0; i < 300; ++i) feedback.arrived(static_cast<std::uint16_t>(i), start + std::chrono::milliseconds(i));
  std::array<std::uint8_t, 200> fci{};
  std::vector<PacketArrival> arrivals;
  std::uint16_t next = 0;
  while (const std::size_t size = feedback.write(fci)) {
    ASSERT_TRUE(parse_transport_feedback(View(fci).first(size), arrivals));
    for (const auto& one : arrivals) {
      EXPECT_EQ(one.sequence, next++);
      EXPECT_TRUE(one.received);
    }
  }
  EXPECT_EQ(next, 300);
}

TEST(TransportFeedbackTest, malformed_feedback_is_refused) {
  const std::vector<Bytes> cases{{},
                                 {0, 1},
                                 {0, 1, 0, 5, 0, 0, 0, 0},
                                 {0, 1, 0, 5, 0, 0, 0, 0, 0x20, 5, 1, 1},
                                 {0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0},
                                 {0, 1, 0xff, 0xff, 0, 0, 0, 0, 0x5f, 0xff}};
  std::vector<PacketArrival> arrivals;
  for (const Bytes& bytes : cases) EXPECT_FALSE(parse_transport_feedback(bytes, arrivals)) << bytes.size();
}

}  // namespace
}  // namespace lethe::transport
