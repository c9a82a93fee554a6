// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/vp9_payload.hpp"

#include <array>

#include "pipelines/payload/even_pieces.hpp"

namespace lethe::transport {
namespace {

// RFC 9628, 4.2: the first byte of a descriptor.
constexpr std::uint8_t has_picture_id = 0x80, predicted = 0x40, has_layers = 0x20, flexible = 0x10, begins = 0x08,
                       ends = 0x04, has_structure = 0x02;
constexpr std::uint8_t long_picture_id = 0x80;              // in the byte after
constexpr std::uint8_t has_sizes = 0x10, has_group = 0x08;  // of the structure
constexpr int references_most = 3;

struct Descriptor {
  std::uint8_t flags = 0;
  int layer = 0;  // spatial
  View data;
};

void skip_structure(ByteReader& in) {
  const unsigned head = in.u8();
  if ((head & has_sizes) != 0)
    for (unsigned left = (head >> 5) + 1; left > 0; --left) in.take(4);
  if ((head & has_group) == 0) return;
  for (unsigned left = in.u8(); left > 0 && !in.failed(); --left) in.take(in.u8() >> 2 & 3);
}

std::optional<Descriptor> read_descriptor(View payload) {
  ByteReader in(payload);
  Descriptor descriptor{in.u8(), 0, {}};
  const auto has = [&](std::uint8_t flag) { return (descriptor.flags & flag) != 0; };
  if (has(has_picture_id) && (in.u8() & long_picture_id) != 0) in.u8();
  if (has(has_layers)) {
    descriptor.layer = in.u8() >> 1 & 7;
    if (!has(flexible)) in.u8();
  }
  if (has(flexible) && has(predicted))
    for (int left = references_most; (in.u8() & 1) != 0 && !in.failed();)
      if (--left == 0) return std::nullopt;
  if (has(has_structure)) skip_structure(in);
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
  const bool first = (descriptor->flags & begins) != 0 && descriptor->layer == 0;
  return PayloadInfo{first, first && (descriptor->flags & predicted) == 0};
}

bool append_vp9(View payload, media::Bytes& frame) {
  const auto descriptor = read_descriptor(payload);
  if (!descriptor) return false;
  // Further spatial layers only enlarge the picture; the first one decodes alone.
  if (descriptor->layer == 0) frame.insert(frame.end(), descriptor->data.begin(), descriptor->data.end());
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
