// SPDX-License-Identifier: AGPL-3.0-or-later
// VP8, VP9 and H.264 payloads, cut and joined; and the frames assembled from them.
#include <gmock/gmock.h>

#include "pipelines/payload/frame_assembler.hpp"
#include "pipelines/payload/packet_history.hpp"

namespace lethe::transport {
namespace {

using media::Bytes;
using media::VideoCodec;
using ::testing::ElementsAre;

struct Piece {
  Bytes bytes;
  bool last = false;
};

std::vector<Piece> cut(VideoCodec codec, const Bytes& frame, std::size_t most) {
  std::vector<Piece> pieces;
  payload_format(codec).cut(frame, 300, most, [&](View head, View body, bool last) {
    Piece piece{{head.begin(), head.end()}, last};
    piece.bytes.insert(piece.bytes.end(), body.begin(), body.end());
    pieces.push_back(piece);
  });
  return pieces;
}

Bytes join(VideoCodec codec, const std::vector<Piece>& pieces) {
  Bytes frame;
  for (const Piece& piece : pieces) EXPECT_TRUE(payload_format(codec).append(piece.bytes, frame));
  return frame;
}

Bytes noise(std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(1 + i * 31 % 255));
  return bytes;
}

TEST(Vp8PayloadTest, frames_of_every_size_survive_cutting) {
  for (const std::size_t size : {1UL, 2UL, 95UL, 96UL, 97UL, 192UL, 193UL, 5000UL}) {
    Bytes frame = noise(size);
    frame[0] = 0x10;
    const auto pieces = cut(VideoCodec::Vp8, frame, 100);
    EXPECT_EQ(join(VideoCodec::Vp8, pieces), frame) << size;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_LE(pieces[i].bytes.size(), 100u);
      EXPECT_EQ(pieces[i].last, i + 1 == pieces.size());
      const PayloadInfo info = payload_format(VideoCodec::Vp8).parse(pieces[i].bytes).value();
      EXPECT_EQ(info.begins, i == 0);
      EXPECT_EQ(info.key, i == 0);
    }
    EXPECT_THAT(Bytes(pieces[0].bytes.begin(), pieces[0].bytes.begin() + 4), ElementsAre(0x90, 0x80, 0x81, 0x2c));
  }
}

TEST(Vp8PayloadTest, descriptors_are_read_in_all_their_forms) {
  struct Case {
    const char* name;
    Bytes payload;
    bool sound, begins, key;
  };
  const std::vector<Case> cases{{"plain key frame", {0x10, 0x00}, true, true, true},
                                {"plain interframe", {0x10, 0x01}, true, true, false},
                                {"continuation", {0x00, 0x00}, true, false, false},
                                {"second partition", {0x11, 0x00}, true, false, false},
                                {"seven-bit picture id", {0x90, 0x80, 0x05, 0x00}, true, true, true},
                                {"fifteen-bit picture id", {0x90, 0x80, 0x85, 0x01, 0x00}, true, true, true},
                                {"everything", {0x90, 0xf0, 0x85, 1, 2, 3, 0x01}, true, true, false},
                                {"empty", {}, false, false, false},
                                {"no data", {0x10}, false, false, false},
                                {"flags missing", {0x90}, false, false, false},
                                {"picture id missing", {0x90, 0x80}, false, false, false},
                                {"half a picture id", {0x90, 0x80, 0x81}, false, false, false},
                                {"descriptor and nothing else", {0x90, 0xf0, 0x85, 1, 2, 3}, false, false, false}};
  for (const Case& one : cases) {
    const auto info = payload_format(VideoCodec::Vp8).parse(one.payload);
    ASSERT_EQ(info.has_value(), one.sound) << one.name;
    if (!info) continue;
    EXPECT_EQ(info->begins, one.begins) << one.name;
    EXPECT_EQ(info->key, one.key) << one.name;
  }
}

// RFC 9628, 4.2: I, P, L, F, B, E, V, Z from the highest bit down, then M and 15 bits of the picture id.
TEST(Vp9PayloadTest, descriptors_tell_where_a_frame_begins_and_ends_and_whether_it_needs_another) {
  constexpr std::uint8_t key = 0x82, inter = 0x86;  // profile 0, shown
  const auto descriptors = [](const Bytes& frame) {
    std::vector<Bytes> found;
    for (const Piece& piece : cut(VideoCodec::Vp9, frame, 100))
      found.emplace_back(piece.bytes.begin(), piece.bytes.begin() + 3);
    return found;
  };
  Bytes frame = noise(3 * 97);
  frame[0] = key;
  EXPECT_THAT(descriptors(frame),
              ElementsAre(ElementsAre(0x88, 0x81, 0x2c), ElementsAre(0x80, 0x81, 0x2c), ElementsAre(0x84, 0x81, 0x2c)));
  frame[0] = inter;
  EXPECT_THAT(descriptors(frame),
              ElementsAre(ElementsAre(0xc8, 0x81, 0x2c), ElementsAre(0xc0, 0x81, 0x2c), ElementsAre(0xc4, 0x81, 0x2c)));
  EXPECT_THAT(descriptors({key}), ElementsAre(ElementsAre(0x8c, 0x81, 0x2c)));
  EXPECT_THAT(descriptors({0x88}), ElementsAre(ElementsAre(0xcc, 0x81, 0x2c)))
      << "one that shows an earlier frame again";
}

TEST(Vp9PayloadTest, frames_of_every_size_survive_cutting) {
  for (const std::size_t size : {1UL, 96UL, 97UL, 98UL, 194UL, 195UL, 5000UL}) {
    Bytes frame = noise(size);
    frame[0] = 0x82;
    const auto pieces = cut(VideoCodec::Vp9, frame, 100);
    EXPECT_EQ(join(VideoCodec::Vp9, pieces), frame) << size;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_LE(pieces[i].bytes.size(), 100u);
      EXPECT_EQ(pieces[i].last, i + 1 == pieces.size());
      const PayloadInfo info = payload_format(VideoCodec::Vp9).parse(pieces[i].bytes).value();
      EXPECT_EQ(info.begins, i == 0);
      EXPECT_EQ(info.key, i == 0);
    }
  }
  EXPECT_TRUE(cut(VideoCodec::Vp9, {}, 100).empty());
}

TEST(Vp9PayloadTest, descriptors_of_other_senders_are_read) {
  const std::vector<std::pair<const char*, Bytes>> cases{
      {"no picture id", {0x0c, 0x82}},
      {"a short picture id", {0x8c, 0x12, 0x82}},
      {"temporal layers", {0xac, 0x81, 0x2c, 0x20, 7, 0x82}},
      {"flexible mode", {0x9c, 0x81, 0x2c, 0x82}},
      {"flexible mode with layers", {0xbc, 0x81, 0x2c, 0, 0x82}},
      {"a scalability structure", {0x8e, 0x81, 0x2c, 0x00, 0x82}},
      {"one with a size and a group", {0x8e, 0x81, 0x2c, 0x18, 1, 64, 0, 180, 2, 0x04, 1, 0x00, 0x82}},
      {"one with three sizes", {0x8e, 0x81, 0x2c, 0x50, 0, 80, 0, 45, 0, 160, 0, 90, 1, 64, 0, 180, 0x82}}};
  for (const auto& [name, bytes] : cases) {
    const auto info = payload_format(VideoCodec::Vp9).parse(bytes);
    ASSERT_TRUE(info) << name;
    EXPECT_TRUE(info->begins && info->key) << name;
    Bytes frame;
    EXPECT_TRUE(payload_format(VideoCodec::Vp9).append(bytes, frame)) << name;
    EXPECT_THAT(frame, ElementsAre(0x82)) << name;
  }
  const Bytes references{0xdc, 0x81, 0x2c, 3, 4, 0x86};  // two, flexible
  const auto info = payload_format(VideoCodec::Vp9).parse(references);
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->key);
}

TEST(Vp9PayloadTest, of_several_spatial_layers_the_first_is_taken) {
  Bytes frame;
  for (const Bytes& payload : {Bytes{0xac, 0x81, 0x2c, 0x00, 7, 0x82, 1}, Bytes{0xac, 0x81, 0x2c, 0x03, 7, 0x86, 2}}) {
    EXPECT_EQ(payload_format(VideoCodec::Vp9).parse(payload)->begins, frame.empty());
    EXPECT_TRUE(payload_format(VideoCodec::Vp9).append(payload, frame));
  }
  EXPECT_THAT(frame, ElementsAre(0x82, 1));
}

TEST(Vp9PayloadTest, malformed_descriptors_are_refused) {
  const std::vector<std::pair<const char*, Bytes>> cases{
      {"empty", {}},
      {"no data", {0x8c, 0x81, 0x2c}},
      {"half a picture id", {0x8c, 0x81}},
      {"no layer", {0xac, 0x81, 0x2c}},
      {"more references than may be", {0xdc, 0x81, 0x2c, 1, 1, 1, 0x86}},
      {"a size that is not there", {0x8e, 0x81, 0x2c, 0x10, 1, 64, 0}},
      {"a group that is not there", {0x8e, 0x81, 0x2c, 0x08, 255, 0x82}}};
  for (const auto& [name, bytes] : cases) EXPECT_FALSE(payload_format(VideoCodec::Vp9).parse(bytes)) << name;
}

Bytes annex_b(const std::vector<Bytes>& units) {
  Bytes frame;
  for (const Bytes& unit : units) {
    frame.insert(frame.end(), {0, 0, 0, 1});
    frame.insert(frame.end(), unit.begin(), unit.end());
  }
  return frame;
}

TEST(H264PayloadTest, access_units_survive_cutting) {
  const Bytes sps{0x67, 0x42, 0xe0, 0x1f}, pps{0x68, 0xce};
  Bytes idr = noise(1000), slice = noise(50);
  idr[0] = 0x65;
  slice[0] = 0x41;
  for (const auto& units :
       std::vector<std::vector<Bytes>>{{sps, pps, idr}, {slice}, {slice, slice}, {sps, pps}, {idr}}) {
    const auto pieces = cut(VideoCodec::H264, annex_b(units), 100);
    EXPECT_EQ(join(VideoCodec::H264, pieces), annex_b(units));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_LE(pieces[i].bytes.size(), 100u);
      EXPECT_EQ(pieces[i].last, i + 1 == pieces.size());
    }
  }
  const auto pieces = cut(VideoCodec::H264, annex_b({sps, pps, idr}), 100);
  EXPECT_EQ(pieces[0].bytes[0] & 0x1f, 24) << "parameter sets go together";
  EXPECT_EQ(pieces[1].bytes[0] & 0x1f, 28) << "long units go in fragments";
  EXPECT_TRUE(payload_format(VideoCodec::H264).parse(pieces[0].bytes)->key);
  EXPECT_FALSE(payload_format(VideoCodec::H264).parse(pieces[1].bytes)->begins);
}

TEST(H264PayloadTest, three_byte_start_codes_are_understood) {
  const Bytes frame{0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3};
  EXPECT_EQ(join(VideoCodec::H264, cut(VideoCodec::H264, frame, 100)), annex_b({{0x67, 1}, {0x68, 2}, {0x65, 3}}));
  EXPECT_TRUE(cut(VideoCodec::H264, {1, 2, 3, 4}, 100).empty()) << "no start code";
  EXPECT_TRUE(cut(VideoCodec::H264, {}, 100).empty());
}

TEST(H264PayloadTest, malformed_payloads_are_refused) {
  const std::vector<std::pair<const char*, Bytes>> cases{{"empty", {}},
                                                         {"type 0", {0x60, 1}},
                                                         {"STAP-B", {0x79, 1, 2, 3}},
                                                         {"MTAP", {0x7a, 1, 2, 3}},
                                                         {"FU-B", {0x7d, 1, 2, 3}},
                                                         {"FU-A without data", {0x7c, 0x85}},
                                                         {"FU-A that starts and ends", {0x7c, 0xc5, 1}},
                                                         {"empty STAP-A", {0x78}},
                                                         {"STAP-A cut", {0x78, 0, 5, 0x67, 1}},
                                                         {"STAP-A with an empty unit", {0x78, 0, 0}},
                                                         {"STAP-A in a STAP-A", {0x78, 0, 2, 0x78, 1}}};
  for (const auto& [name, bytes] : cases) EXPECT_FALSE(payload_format(VideoCodec::H264).parse(bytes)) << name;
  Bytes frame;
  EXPECT_FALSE(payload_format(VideoCodec::H264).append(Bytes{0x7c, 0x05, 1}, frame)) << "the middle of nothing";
}

// Feeds packets to an assembler and collects what comes out by timestamp.
class Assembly {
 public:
  void put(std::int64_t sequence, std::uint32_t timestamp, Bytes payload, bool marker = false) {
    assembler.insert(sequence, timestamp, marker, payload, now);
    advance(std::chrono::milliseconds(0));
  }
  void whole(std::int64_t sequence, std::uint32_t timestamp, bool key) {
    put(sequence, timestamp, {0x10, static_cast<std::uint8_t>(key ? 0 : 1)}, true);
  }
  void advance(std::chrono::milliseconds by) {
    now += by;
    while (const auto frame = assembler.next(now)) out.push_back(frame->rtp_timestamp);
  }
  FrameAssembler assembler{VideoCodec::Vp8};
  media::Time now = media::Clock::now();
  std::vector<std::uint32_t> out;
};

TEST(FrameAssemblerTest, packets_in_any_order_make_frames_in_order) {
  Assembly a;
  a.put(1002, 2, {0x10, 1}, true);
  a.put(1001, 1, {0x00, 5}, true);
  EXPECT_TRUE(a.out.empty());
  a.put(1000, 1, {0x10, 0});
  EXPECT_THAT(a.out, ElementsAre(1, 2));
}

TEST(FrameAssemblerTest, nothing_comes_before_the_first_key_frame) {
  Assembly a;
  a.whole(10, 1, false);
  EXPECT_TRUE(a.assembler.wants_key_frame());
  a.whole(11, 2, true);
  a.whole(12, 3, false);
  EXPECT_THAT(a.out, ElementsAre(2, 3));
  EXPECT_FALSE(a.assembler.wants_key_frame());
}

TEST(FrameAssemblerTest, a_gap_is_waited_for_and_then_left_behind_at_a_key_frame) {
  Assembly a;
  a.whole(10, 1, true);
  a.whole(12, 3, false);
  EXPECT_THAT(a.out, ElementsAre(1));
  a.advance(FrameAssembler::patience / 2);
  EXPECT_FALSE(a.assembler.wants_key_frame());
  a.whole(11, 2, false);
  EXPECT_THAT(a.out, ElementsAre(1, 2, 3));
  a.whole(14, 5, false);
  a.advance(FrameAssembler::patience);
  EXPECT_TRUE(a.assembler.wants_key_frame());
  a.whole(15, 6, false);
  a.whole(16, 7, true);
  a.whole(13, 4, false);
  EXPECT_THAT(a.out, ElementsAre(1, 2, 3, 7));
}

TEST(FrameAssemblerTest, a_later_key_frame_ends_the_wait_at_once) {
  Assembly a;
  a.whole(10, 1, true);
  a.whole(12, 3, false);
  a.whole(13, 4, true);
  EXPECT_THAT(a.out, ElementsAre(1, 4));
}

TEST(FrameAssemblerTest, a_key_frame_that_comes_slowly_is_not_asked_for_again) {
  Assembly a;
  a.put(10, 1, {0x10, 0});
  for (int i = 11; i < 20; ++i) {
    a.advance(FrameAssembler::patience * 3 / 4);
    EXPECT_FALSE(a.assembler.wants_key_frame()) << i;
    a.put(i, 1, {0x00, 5}, i == 19);
  }
  EXPECT_THAT(a.out, ElementsAre(1));
  Assembly torn;
  torn.put(10, 1, {0x10, 0});
  torn.put(12, 1, {0x00, 5});
  torn.advance(FrameAssembler::patience * 3 / 4);
  torn.put(13, 1, {0x00, 5});
  torn.advance(FrameAssembler::patience / 2);
  EXPECT_TRUE(torn.assembler.wants_key_frame()) << "a packet is missing";
  Assembly ended;
  ended.put(10, 1, {0x10, 0});
  ended.advance(FrameAssembler::patience);
  EXPECT_TRUE(ended.assembler.wants_key_frame()) << "nothing comes any more";
}

TEST(FrameAssemblerTest, padding_between_frames_is_skipped) {
  Assembly a;
  a.whole(10, 1, true);
  a.put(11, 1, {});
  a.put(12, 1, {});
  a.whole(13, 2, false);
  EXPECT_THAT(a.out, ElementsAre(1, 2));
}

TEST(FrameAssemblerTest, a_new_timestamp_ends_a_frame_without_a_marker) {
  Assembly a;
  a.put(10, 1, {0x10, 0});
  a.put(11, 2, {0x10, 1}, true);
  EXPECT_THAT(a.out, ElementsAre(1, 2));
}

TEST(FrameAssemblerTest, a_leap_far_ahead_begins_anew) {
  Assembly a;
  a.whole(10, 1, true);
  a.whole(10'000, 2, false);
  EXPECT_TRUE(a.assembler.wants_key_frame());
  a.whole(10'001, 3, true);
  EXPECT_THAT(a.out, ElementsAre(1, 3));
  EXPECT_FALSE(a.assembler.insert(10'002, 4, true, Bytes{0x90}, a.now)) << "malformed";
}

// A page of text at 1080p, cut, held, and put together again.
TEST(PacketHistoryTest, a_frame_of_a_thousand_packets_stays_whole) {
  PacketHistory history;
  media::EncodedFrame frame;
  frame.key = true;
  FrameAssembler assembler(VideoCodec::Vp8);
  for (std::uint32_t i = 1; i <= 3; ++i) {  // wherever the rings begin
    frame.data = noise(1'000'000 + 100'000 * (i % 2));
    frame.data[0] = 0;  // a key frame of VP8
    frame.rtp_timestamp = i;
    const std::int64_t first = history.add(frame);
    ASSERT_GT(history.next() - first, 870);
    std::optional<media::EncodedFrame> whole;
    for (std::int64_t j = first; j < history.next(); ++j) {
      ASSERT_TRUE(history.at(j)) << j - first;
      ASSERT_FALSE(whole);
      assembler.insert(j + 1000, i, history.at(j)->marker, history.at(j)->payload, frame.at);
      whole = assembler.next(frame.at);
    }
    ASSERT_TRUE(whole) << i;
    EXPECT_EQ(whole->data, frame.data);
  }
}

// On a path of 64 kbit/s a full packet takes 150 ms, and sound waits behind it.
TEST(PacketHistoryTest, pictures_for_thin_lines_go_in_small_packets) {
  for (const auto& [kbps, most] : {std::pair{1200, 1140}, {80, 1140}, {18, 450}, {10, 400}}) {
    PacketHistory history(PacketHistory::payload_for(kbps));
    media::EncodedFrame frame;
    frame.data = noise(3000);
    frame.data[0] = 0;
    std::size_t largest = 0;
    for (std::int64_t i = history.add(frame); i < history.next(); ++i)
      largest = std::max(largest, history.at(i)->payload.size());
    EXPECT_LE(largest, most) << kbps;
    EXPECT_GT(largest, most * 3 / 4) << kbps;
  }
}

TEST(PacketHistoryTest, the_last_packets_can_be_had_again_and_older_ones_not) {
  PacketHistory history;
  media::EncodedFrame frame;
  frame.data = noise(3000);
  std::vector<Bytes> sent;
  for (int i = 0; i < 400; ++i) {
    frame.rtp_timestamp = static_cast<std::uint32_t>(i);
    for (std::int64_t k = history.add(frame); k < history.next(); ++k) sent.push_back(history.at(k)->payload);
  }
  ASSERT_EQ(sent.size(), 1200u);
  EXPECT_EQ(history.next(), 1200);
  EXPECT_EQ(history.at(1199)->payload, sent[1199]);
  EXPECT_TRUE(history.at(1199)->marker);
  EXPECT_EQ(history.at(176)->payload, sent[176]);
  EXPECT_EQ(history.at(175), nullptr);
  EXPECT_EQ(history.at(1200), nullptr);
  EXPECT_EQ(history.at(-1), nullptr);
}

TEST(PacketHistoryTest, a_viewer_may_begin_with_a_key_frame_that_is_new_and_held_with_all_that_follows) {
  PacketHistory history;
  const media::Time start = media::Clock::now();
  media::EncodedFrame frame;
  frame.data = noise(3000);
  frame.at = start;
  history.add(frame);
  EXPECT_FALSE(history.fresh_key_frame(start));
  frame.key = true;
  const std::int64_t key = history.add(frame);
  frame.key = false;
  history.add(frame);
  EXPECT_EQ(history.fresh_key_frame(start + std::chrono::milliseconds(250)), key);
  EXPECT_FALSE(history.fresh_key_frame(start + std::chrono::milliseconds(251)));
  while (history.next() - key <= PacketHistory::slots) history.add(frame);
  EXPECT_FALSE(history.fresh_key_frame(start));
}

TEST(PacketHistoryTest, the_packets_of_a_vp8_frame_are_of_one_size_but_the_last) {
  for (const std::size_t size : {1, 1136, 1137, 2273, 3000, 50'003}) {
    PacketHistory history;
    media::EncodedFrame frame;
    frame.data = noise(size);
    const std::int64_t first = history.add(frame);
    Bytes whole;
    for (std::int64_t k = first; k < history.next(); ++k) {
      const Bytes& payload = history.at(k)->payload;
      if (k + 1 < history.next())
        EXPECT_EQ(payload.size(), history.at(first)->payload.size());
      else
        EXPECT_LE(payload.size(), history.at(first)->payload.size());
      EXPECT_EQ(history.at(k)->marker, k + 1 == history.next());
      EXPECT_TRUE(payload_format(VideoCodec::Vp8).append(payload, whole));
    }
    EXPECT_EQ(whole, frame.data);
  }
}

}  // namespace
}  // namespace lethe::transport
