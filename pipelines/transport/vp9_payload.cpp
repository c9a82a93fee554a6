// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/vp9_payload.hpp"

#include <array>

#include "pipelines/transport/even_pieces.hpp"

namespace lethe::transport {
namespace {

// RFC 9628, 4.2: the first byte of a descriptor.
constexpr std::uint8_t has_picture_id = 0x80, predicted = 0x40, has_layers = 0x20, flexible = 0x10, begins = 0x08,
                       ends = 0x04, has_structure = 0x02;
constexpr std::uint8_t long_picture_id = 0x80;  // in the byte after

struct Descriptor {
  std::uint8_t flags = 0;
  View data;
};

std::optional<Descriptor> read_descriptor(View payload) {
  ByteReader in(payload);
  Descriptor descriptor{in.u8(), {}};
  if ((descriptor.flags & (has_layers | flexible | has_structure)) != 0) return std::nullopt;
  if ((descriptor.flags & has_picture_id) != 0 && (in.u8() & long_picture_id) != 0) in.u8();
  descriptor.data = in.rest();
  if (in.failed() || descriptor.data.empty()) return std::nullopt;
  return descriptor;
}

// Of profile 0: neither show_existing_frame nor frame_type is set (VP9 Bitstream & Decoding Process
// Specification, 6.2).
bool is_key(View frame) { return (frame[0] & 0x0c) == 0; }

}  // namespace

std::optional<PayloadInfo> parse_vp9(View payload) {
  const auto descriptor = read_descriptor(payload);
  if (!descriptor) return std::nullopt;
  const bool first = (descriptor->flags & begins) != 0;
  return PayloadInfo{first, first && (descriptor->flags & predicted) == 0};
}

bool append_vp9(View payload, media::Bytes& frame) {
  const auto descriptor = read_descriptor(payload);
  if (!descriptor) return false;
  frame.insert(frame.end(), descriptor->data.begin(), descriptor->data.end());
  return true;
}

void cut_vp9(View frame, std::uint16_t picture_id, std::size_t most, const PayloadOut& out) {
  std::array<std::uint8_t, 3> descriptor{0, static_cast<std::uint8_t>(long_picture_id | (picture_id >> 8 & 0x7f)),
                                         static_cast<std::uint8_t>(picture_id)};
  const unsigned of_all = has_picture_id | (frame.empty() || is_key(frame) ? 0U : predicted);
  cut_evenly(frame, most - descriptor.size(), [&](View piece, bool first, bool last) {
    descriptor[0] = static_cast<std::uint8_t>(of_all | (first ? begins : 0U) | (last ? ends : 0U));
    out(descriptor, piece, last);
  });
}

}  // namespace lethe::transport
