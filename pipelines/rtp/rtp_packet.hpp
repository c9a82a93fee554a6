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
  View payload;              // without padding; empty: the packet is nothing but padding
  std::uint8_t padding = 0;  // bytes of it to write behind the payload; when read it is left out
  std::uint16_t extension_profile = 0;
  View extensions;

  // The element with this id (1–14), one- or two-byte form; nothing when there is none. An empty one is possible.
  std::optional<View> extension(int id) const;
};

// Views into `bytes`. Nothing when malformed.
std::optional<RtpPacket> parse_rtp(View bytes);

// Demultiplexes on a bundled port (RFC 5761): whether this RTP-range packet is RTCP.
bool is_rtcp(View bytes);

struct RtpExtension {
  int id = 0;  // 1–14; 0: left out
  View data;   // 1–16 bytes
};

// Header and payload; returns the size, 0 when the buffer is too small.
std::size_t write_rtp(std::span<std::uint8_t> out, const RtpPacket& packet, std::span<const RtpExtension> extensions,
                      View prefix = {});

}  // namespace lethe::transport
