// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/vp8_payload.hpp"

#include <array>

#include "pipelines/payload/even_pieces.hpp"

namespace lethe::transport {
namespace {

struct Descriptor {
  bool start = false;
  unsigned partition = 0;
  View data;
};

// RFC 7741, 4.2.
std::optional<Descriptor> read_descriptor(View payload) {
  ByteReader in(payload);
  const unsigned first = in.u8();
  Descriptor descriptor{(first & 0x10) != 0, first & 0x07, {}};
  if ((first & 0x80) != 0) {
    const unsigned flags = in.u8();
    if ((flags & 0x80) != 0 && (in.u8() & 0x80) != 0) in.u8();  // picture id, 7 or 15 bits
    if ((flags & 0x40) != 0) in.u8();                           // TL0PICIDX
    if ((flags & 0x30) != 0) in.u8();                           // TID, KEYIDX
  }
  descriptor.data = in.rest();
  if (in.failed() || descriptor.data.empty()) return std::nullopt;
  return descriptor;
}

}  // namespace

std::optional<PayloadInfo> parse_vp8(View payload) {
  const auto descriptor = read_descriptor(payload);
  if (!descriptor) return std::nullopt;
  const bool begins = descriptor->start && descriptor->partition == 0;
  return PayloadInfo{begins, begins && (descriptor->data[0] & 1) == 0};  // P bit of the frame header, RFC 6386, 9.1
}

bool append_vp8(View payload, media::Bytes& frame) {
  const auto descriptor = read_descriptor(payload);
  if (!descriptor) return false;
  frame.insert(frame.end(), descriptor->data.begin(), descriptor->data.end());
  return true;
}

void cut_vp8(View frame, std::uint16_t picture_id, std::size_t most, const PayloadOut& out) {
  std::array<std::uint8_t, 4> descriptor{0x90, 0x80, static_cast<std::uint8_t>(0x80 | (picture_id >> 8 & 0x7f)),
                                         static_cast<std::uint8_t>(picture_id)};
  cut_evenly(frame, most - descriptor.size(), [&](View piece, bool first, bool last) {
    descriptor[0] = first ? 0x90 : 0x80;
    out(descriptor, piece, last);
  });
}

}  // namespace lethe::transport
