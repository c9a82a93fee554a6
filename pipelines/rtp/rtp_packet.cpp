// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/rtp_packet.hpp"

namespace lethe::transport {
namespace {

constexpr std::uint16_t one_byte_form = 0xBEDE, two_byte_form = 0x1000;

}  // namespace

std::optional<View> RtpPacket::extension(int id) const {
  const bool one_byte = extension_profile == one_byte_form;
  if (!one_byte && (extension_profile & 0xfff0) != two_byte_form) return std::nullopt;
  ByteReader in(extensions);
  while (in.left() > 0) {
    const std::uint8_t head = in.u8();
    if (head == 0) continue;  // padding between elements
    const int found = one_byte ? head >> 4 : head;
    if (one_byte && found == 15) break;
    const View data = in.take(one_byte ? (head & 15U) + 1U : in.u8());
    if (in.failed()) break;
    if (found == id) return data;
  }
  return std::nullopt;
}

std::optional<RtpPacket> parse_rtp(View bytes) {
  ByteReader in(bytes);
  const unsigned first = in.u8(), second = in.u8();
  RtpPacket packet;
  packet.sequence = in.u16();
  packet.timestamp = in.u32();
  packet.ssrc = in.u32();
  packet.marker = (second & 0x80) != 0;
  packet.payload_type = second & 0x7f;
  in.take(4 * (first & 0x0f));  // CSRCs
  if ((first & 0x10) != 0) {
    packet.extension_profile = in.u16();
    packet.extensions = in.take(4U * in.u16());
  }
  if (in.failed() || first >> 6 != 2) return std::nullopt;
  packet.payload = in.rest();
  if ((first & 0x20) != 0) {
    if (packet.payload.empty()) return std::nullopt;
    const std::size_t padding = packet.payload.back();
    if (padding == 0 || padding > packet.payload.size()) return std::nullopt;
    packet.payload = packet.payload.first(packet.payload.size() - padding);
  }
  return packet;
}

bool is_rtcp(View bytes) { return bytes.size() >= 2 && bytes[1] >= 192 && bytes[1] <= 223; }

std::size_t write_rtp(std::span<std::uint8_t> out, const RtpPacket& packet, std::span<const RtpExtension> extensions,
                      View prefix) {
  ByteWriter writer(out);
  std::size_t used = 0;
  for (const RtpExtension& one : extensions)
    if (one.id != 0) used += 1 + one.data.size();
  writer.u8(0x80U | (packet.padding > 0 ? 0x20U : 0U) | (used > 0 ? 0x10U : 0U));
  writer.u8((packet.marker ? 0x80U : 0U) | packet.payload_type);
  writer.u16(packet.sequence);
  writer.u32(packet.timestamp);
  writer.u32(packet.ssrc);
  if (used > 0) {
    writer.u16(one_byte_form);
    writer.u16((used + 3) / 4);
    for (const RtpExtension& one : extensions) {
      if (one.id == 0) continue;
      writer.u8(static_cast<unsigned>(one.id) << 4 | (one.data.size() - 1));
      writer.bytes(one.data);
    }
    while (used % 4 != 0) {
      writer.u8(0);
      ++used;
    }
  }
  writer.bytes(prefix);
  writer.bytes(packet.payload);
  for (int left = packet.padding; left > 0; --left) writer.u8(left > 1 ? 0 : packet.padding);
  return writer.failed() ? 0 : writer.size();
}

}  // namespace lethe::transport
