// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/rtp_sender.hpp"

#include <openssl/rand.h>

namespace lethe::transport {

RtpSender::RtpSender(RtpSenderSettings settings) : settings_(std::move(settings)) {
  // Random (RFC 3550, 5.1), and low enough not to wrap during the first packets.
  RAND_bytes(reinterpret_cast<unsigned char*>(&next_sequence_), sizeof next_sequence_);
  next_sequence_ &= 0x7fff;
}

std::uint32_t RtpSender::abs_send_time(media::Time now) { return ntp_at(now) >> 14 & 0xffffff; }

std::size_t RtpSender::write(std::span<std::uint8_t> out, const Piece& piece, std::uint16_t& transport_sequence,
                             media::Time now) {
  const std::size_t size = rewrite(out, piece, next_sequence_, transport_sequence, abs_send_time(now));
  if (size == 0) return 0;
  if (settings_.transport_cc_id != 0) ++transport_sequence;
  ++next_sequence_;
  ++packets_;
  octets_ += static_cast<std::uint32_t>(piece.prefix.size() + piece.payload.size());
  return size;
}

std::size_t RtpSender::rewrite(std::span<std::uint8_t> out, const Piece& piece, std::uint16_t sequence,
                               std::uint16_t transport_sequence, std::uint32_t abs_send_time) const {
  const std::array<std::uint8_t, 2> transport{static_cast<std::uint8_t>(transport_sequence >> 8),
                                              static_cast<std::uint8_t>(transport_sequence)};
  const std::array<std::uint8_t, 3> sent{static_cast<std::uint8_t>(abs_send_time >> 16),
                                         static_cast<std::uint8_t>(abs_send_time >> 8),
                                         static_cast<std::uint8_t>(abs_send_time)};
  const View mid(reinterpret_cast<const std::uint8_t*>(settings_.mid.data()), settings_.mid.size());
  const std::array<RtpExtension, 3> extensions{RtpExtension{settings_.transport_cc_id, transport},
                                               RtpExtension{settings_.abs_send_time_id, sent},
                                               RtpExtension{settings_.mid_id, mid}};
  RtpPacket packet;
  packet.marker = piece.marker;
  packet.payload_type = piece.payload_type != 0 ? piece.payload_type : settings_.payload_type;
  packet.sequence = sequence;
  packet.timestamp = piece.rtp_timestamp;
  packet.ssrc = settings_.ssrc;
  packet.payload = piece.payload;
  packet.padding = piece.padding;
  return write_rtp(out, packet, extensions, piece.prefix);
}

void RtpSender::note_time(std::uint32_t rtp_timestamp, media::Time at) {
  timestamp_ = rtp_timestamp;
  timestamp_at_ = at;
}

std::optional<SenderInfo> RtpSender::report(media::Time now) const {
  if (!timestamp_at_ || packets_ == 0) return std::nullopt;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - *timestamp_at_).count();
  return SenderInfo{ntp_at(now), timestamp_ + static_cast<std::uint32_t>(since * settings_.clock_rate / 1'000'000),
                    packets_, octets_};
}

}  // namespace lethe::transport
