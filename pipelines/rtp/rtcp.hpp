// SPDX-License-Identifier: AGPL-3.0-or-later
// RTCP: RFC 3550 reports, RFC 4585 NACK and PLI, RFC 5104 FIR, REMB (draft-alvestrand-rmcat-remb), transport-wide
// feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01). Reading calls a handler; writing fills a buffer with
// one compound packet. Any thread.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

struct ReportBlock {
  std::uint32_t ssrc = 0;
  std::uint8_t fraction_lost = 0;
  std::int32_t lost = 0;
  std::uint32_t highest_sequence = 0, jitter = 0;
  std::uint32_t last_report = 0, since_last_report = 0;  // 1/65536 s
};

struct SenderInfo {
  std::uint64_t ntp = 0;  // 32.32 seconds since 1900
  std::uint32_t rtp_timestamp = 0, packets = 0, octets = 0;
};

// Receives the parsed packets, with their sender where it matters.
class RtcpHandler {
 public:
  virtual ~RtcpHandler() = default;
  virtual void on_sender_info(std::uint32_t ssrc, const SenderInfo& info) = 0;
  virtual void on_report_block(const ReportBlock& block) = 0;
  virtual void on_nack(std::uint32_t media_ssrc, std::span<const std::uint16_t> sequences) = 0;
  virtual void on_key_frame_request(std::uint32_t media_ssrc) = 0;  // PLI or FIR
  virtual void on_bye(std::uint32_t ssrc) = 0;
  virtual void on_bitrate_limit(std::uint64_t bits_per_second) = 0;  // REMB
  virtual void on_transport_feedback(View packet) = 0;               // FCI: what parse_transport_feedback reads
};

// Returns false, without any call, when the lengths of the compound do not add up or a packet is malformed. Skips
// unknown types.
bool parse_rtcp(View compound, RtcpHandler& handler);

// One arrival reported by the other side.
struct PacketArrival {
  std::uint16_t sequence = 0;
  bool received = false;
  std::int64_t arrival_us = 0;  // on the receiver's clock, modulo its 24-bit reference
};
bool parse_transport_feedback(View fci, std::vector<PacketArrival>& arrivals);

// Writes one compound packet. A part that does not fit is left out.
class RtcpWriter {
 public:
  explicit RtcpWriter(std::span<std::uint8_t> buffer) : out_(buffer) {}

  void sender_report(std::uint32_t ssrc, const SenderInfo& info, std::span<const ReportBlock> blocks);
  void receiver_report(std::uint32_t ssrc, std::span<const ReportBlock> blocks);
  void cname(std::uint32_t ssrc, std::string_view name);
  void bye(std::span<const std::uint32_t> ssrcs);
  void nack(std::uint32_t ssrc, std::uint32_t media_ssrc, std::span<const std::uint16_t> sorted);
  void picture_loss(std::uint32_t ssrc, std::uint32_t media_ssrc);
  void bitrate_limit(std::uint32_t ssrc, std::uint64_t bits_per_second, std::span<const std::uint32_t> media_ssrcs);
  void transport_feedback(std::uint32_t ssrc, std::uint32_t media_ssrc, View fci);

  View packet() const { return out_.written(); }

 private:
  class Part;
  ByteWriter out_;
};

}  // namespace lethe::transport
