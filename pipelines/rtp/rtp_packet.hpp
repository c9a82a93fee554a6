// SPDX-License-Identifier: AGPL-3.0-or-later
// RTP packets (RFC 3550) with header extensions (RFC 8285): read in place, written into a given buffer. Any thread.
#pragma once

#include <optional>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

struct RtpPacket {
  bool marker = false;
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0, ssrc = 0;
  View payload;              // without padding; empty for a padding-only packet
  std::uint8_t padding = 0;  // bytes of padding to write; left out when reading
  std::uint16_t extension_profile = 0;
  View extensions;

  // The element with this id (1–14), in one- or two-byte form; none if absent. It may be empty.
  std::optional<View> extension(int id) const;
};

// Views into `bytes`. Empty when malformed.
std::optional<RtpPacket> parse_rtp(View bytes);

// Demultiplexes a bundled port (RFC 5761): true if this packet in the RTP range is RTCP.
bool is_rtcp(View bytes);

struct RtpExtension {
  int id = 0;  // 1–14; 0: left out
  View data;   // 1–16 bytes
};

// Header and payload; returns the size, 0 when the buffer is too small.
std::size_t write_rtp(std::span<std::uint8_t> out, const RtpPacket& packet, std::span<const RtpExtension> extensions,
                      View prefix = {});

}  // namespace lethe::transport
