// SPDX-License-Identifier: AGPL-3.0-or-later
// One outgoing SSRC of a peer: headers, extensions and the content of its sender reports. RTP timestamps come from
// outside and are equal for all viewers. Owned by a peer; network thread; time is given.
#pragma once

#include <optional>
#include <string>

#include "pipelines/rtp/rtcp.hpp"
#include "pipelines/rtp/rtp_packet.hpp"
#include "pipelines/rtp/sender_clock.hpp"

namespace lethe::transport {

struct RtpSenderSettings {
  std::uint32_t ssrc = 0;
  std::uint8_t payload_type = 0;
  int clock_rate = 90'000;
  int mid_id = 0, transport_cc_id = 0, abs_send_time_id = 0;  // 0: not agreed
  std::string mid;
};

class RtpSender {
 public:
  explicit RtpSender(RtpSenderSettings settings);

  const RtpSenderSettings& settings() const { return settings_; }
  std::uint16_t next_sequence() const { return next_sequence_; }

  struct Piece {
    bool marker = false;
    std::uint32_t rtp_timestamp = 0;
    View prefix, payload;
    std::uint8_t padding = 0;       // bytes
    std::uint8_t payload_type = 0;  // 0: the one of the settings
  };
  // Writes the next packet and counts it. Advances `transport_sequence` if its extension is agreed.
  std::size_t write(std::span<std::uint8_t> out, const Piece& piece, std::uint16_t& transport_sequence,
                    media::Time now);
  // Writes the same packet again, for a viewer without RTX; counts and advances nothing.
  std::size_t rewrite(std::span<std::uint8_t> out, const Piece& piece, std::uint16_t sequence,
                      std::uint16_t transport_sequence, std::uint32_t abs_send_time) const;

  void note_time(std::uint32_t rtp_timestamp, media::Time at);  // the moment that a timestamp represents
  std::optional<SenderInfo> report(media::Time now) const;      // none before the first packet

  static std::uint32_t abs_send_time(media::Time now);  // 24 bits, 6.18 seconds

 private:
  RtpSenderSettings settings_;
  std::uint16_t next_sequence_ = 0;
  std::uint32_t packets_ = 0, octets_ = 0;
  std::uint32_t timestamp_ = 0;
  std::optional<media::Time> timestamp_at_;
};

}  // namespace lethe::transport
