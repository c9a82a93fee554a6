// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/webm.hpp"

#include <array>
#include <bit>
#include <string_view>

namespace lethe::listening::webm {
namespace {

using media::Bytes;

enum class Track : std::uint8_t { Video = 1, Sound = 2 };
constexpr std::size_t block_head = 4;  // bytes

enum Id : std::uint32_t {
  Ebml = 0x1A45DFA3,
  EbmlVersion = 0x4286,
  EbmlReadVersion = 0x42F7,
  EbmlMaxIdLength = 0x42F2,
  EbmlMaxSizeLength = 0x42F3,
  DocType = 0x4282,
  DocTypeVersion = 0x4287,
  DocTypeReadVersion = 0x4285,
  Void = 0xEC,
  Segment = 0x18538067,
  Info = 0x1549A966,
  TimecodeScale = 0x2AD7B1,
  MuxingApp = 0x4D80,
  WritingApp = 0x5741,
  Tracks = 0x1654AE6B,
  TrackEntry = 0xAE,
  TrackNumber = 0xD7,
  TrackUid = 0x73C5,
  TrackType = 0x83,
  FlagLacing = 0x9C,
  CodecId = 0x86,
  CodecPrivate = 0x63A2,
  CodecDelay = 0x56AA,
  SeekPreRoll = 0x56BB,
  Video = 0xE0,
  PixelWidth = 0xB0,
  PixelHeight = 0xBA,
  Colour = 0x55B0,
  MatrixCoefficients = 0x55B1,
  Range = 0x55B9,
  TransferCharacteristics = 0x55BA,
  Primaries = 0x55BB,
  Audio = 0xE1,
  SamplingFrequency = 0xB5,
  Channels = 0x9F,
  Cluster = 0x1F43B675,
  ClusterTimecode = 0xE7,
  SimpleBlock = 0xA3,
  BlockGroup = 0xA0,
  BlockDuration = 0x9B,
  ReferenceBlock = 0xFB,
  Block = 0xA1,
};

void append_big_endian(Bytes& out, std::uint64_t value, int bytes) {
  while (bytes-- > 0) out.push_back(static_cast<std::uint8_t>(value >> (8 * bytes)));
}

int bytes_of(std::uint64_t value) {
  int bytes = 1;
  while (bytes < 8 && value >> (8 * bytes) != 0) ++bytes;
  return bytes;
}

void append_id(Bytes& out, std::uint32_t id) { append_big_endian(out, id, bytes_of(id)); }

// A size in as few bytes as possible; all ones are reserved for "unknown".
void append_size(Bytes& out, std::uint64_t size) {
  int bytes = 1;
  while (size >= (std::uint64_t{1} << (7 * bytes)) - 1) ++bytes;
  append_big_endian(out, size | std::uint64_t{1} << (7 * bytes), bytes);
}

void append_unknown_size(Bytes& out) { append_big_endian(out, 0x01FF'FFFF'FFFF'FFFF, 8); }

void append_element(Bytes& out, Id id, std::span<const std::uint8_t> content) {
  append_id(out, id);
  append_size(out, content.size());
  out.insert(out.end(), content.begin(), content.end());
}

void append_number(Bytes& out, Id id, std::uint64_t value) {
  const int bytes = bytes_of(value);
  append_id(out, id);
  append_size(out, static_cast<std::uint64_t>(bytes));
  append_big_endian(out, value, bytes);
}

void append_text(Bytes& out, Id id, std::string_view text) {
  append_element(out, id, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void append_track(Bytes& out, Track track, int type, std::string_view codec, const Bytes& more) {
  Bytes entry;
  append_number(entry, TrackNumber, static_cast<std::uint64_t>(track));
  append_number(entry, TrackUid, static_cast<std::uint64_t>(track));
  append_number(entry, TrackType, static_cast<std::uint64_t>(type));
  append_number(entry, FlagLacing, 0);
  append_text(entry, CodecId, codec);
  entry.insert(entry.end(), more.begin(), more.end());
  append_element(out, TrackEntry, entry);
}

void append_video(Bytes& tracks, Size size) {
  Bytes picture, colour, more;
  append_number(picture, PixelWidth, static_cast<std::uint64_t>(size.width));
  append_number(picture, PixelHeight, static_cast<std::uint64_t>(size.height));
  // What VP8 implies (RFC 6386, 9.2: BT.601). Chromium's Media Source would assume BT.709.
  constexpr std::uint64_t bt601 = 6, limited_range = 1;
  append_number(colour, MatrixCoefficients, bt601);
  append_number(colour, Range, limited_range);
  append_number(colour, TransferCharacteristics, bt601);
  append_number(colour, Primaries, bt601);
  append_element(picture, Colour, colour);
  append_element(more, Video, picture);
  append_track(tracks, Track::Video, 1, "V_VP8", more);
}

// RFC 7845, 5.1, without pre-skip: the stream starts somewhere in a meeting, so nothing has to be cut off.
void append_sound(Bytes& tracks) {
  constexpr std::uint8_t opus_head[] = {
      'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2 /* channels */, 0, 0, 0x80, 0xBB, 0, 0 /* 48 kHz */, 0, 0, 0};
  Bytes sound, more;
  append_element(more, CodecPrivate, opus_head);
  append_number(more, CodecDelay, 0);
  append_number(more, SeekPreRoll, 80'000'000);  // ns
  append_id(sound, SamplingFrequency);
  append_size(sound, 8);
  append_big_endian(sound, std::bit_cast<std::uint64_t>(48'000.0), 8);
  append_number(sound, Channels, 2);
  append_element(more, Audio, sound);
  append_track(tracks, Track::Sound, 2, "A_OPUS", more);
}

}  // namespace

void append_head(Bytes& out, std::optional<Size> video, std::size_t filler) {
  Bytes head, info, tracks;
  append_number(head, EbmlVersion, 1);
  append_number(head, EbmlReadVersion, 1);
  append_number(head, EbmlMaxIdLength, 4);
  append_number(head, EbmlMaxSizeLength, 8);
  append_text(head, DocType, "webm");
  append_number(head, DocTypeVersion, 4);
  append_number(head, DocTypeReadVersion, 2);
  append_element(out, Ebml, head);
  append_id(out, Segment);
  append_unknown_size(out);
  append_number(info, TimecodeScale, 1'000'000);  // ns
  append_text(info, MuxingApp, "Lethe");
  append_text(info, WritingApp, "Lethe");
  append_element(out, Info, info);
  if (video) append_video(tracks, *video);
  append_sound(tracks);
  append_element(out, Tracks, tracks);
  if (filler > 0) append_void(out, filler);
}

void append_void(Bytes& out, std::size_t bytes) { append_element(out, Void, Bytes(bytes)); }

void append_cluster(Bytes& out, Timecode at) {
  append_id(out, Cluster);
  append_unknown_size(out);
  append_number(out, ClusterTimecode, static_cast<std::uint64_t>(at.count()));
}

namespace {

void append_block(Bytes& out, Id id, Track track, Timecode since_cluster, std::uint8_t flags, std::size_t payload) {
  append_id(out, id);
  append_size(out, payload + block_head);
  append_size(out, static_cast<std::uint64_t>(track));
  append_big_endian(out, static_cast<std::uint64_t>(since_cluster.count()), 2);
  out.push_back(flags);
}

}  // namespace

void append_sound_head(Bytes& out, Timecode since_cluster, std::size_t payload) {
  constexpr std::uint8_t key = 0x80;
  append_block(out, SimpleBlock, Track::Sound, since_cluster, key, payload);
}

void append_picture_head(Bytes& out, Timecode since_cluster, Timecode lasts, bool key, std::size_t payload) {
  Bytes group;
  append_number(group, BlockDuration, static_cast<std::uint64_t>(lasts.count()));
  if (!key) append_element(group, ReferenceBlock, std::array{std::uint8_t{0xFF}});  // to an earlier block
  append_block(group, Block, Track::Video, since_cluster, 0, payload);
  append_id(out, BlockGroup);
  append_size(out, group.size() + payload);
  out.insert(out.end(), group.begin(), group.end());
}

std::optional<Size> size_of_vp8(std::span<const std::uint8_t> frame) {
  constexpr std::size_t head = 10;
  if (frame.size() < head || (frame[0] & 1) != 0) return std::nullopt;
  if (frame[3] != 0x9D || frame[4] != 0x01 || frame[5] != 0x2A) return std::nullopt;
  const auto side = [&](std::size_t at) { return (frame[at] | frame[at + 1] << 8) & 0x3FFF; };  // the rest is scaling
  return Size{side(6), side(8)};
}

}  // namespace lethe::listening::webm
