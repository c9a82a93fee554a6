// SPDX-License-Identifier: AGPL-3.0-or-later
// The payloads of one video stream: cut once, sent to all its viewers, kept for retransmission. Each viewer finds a
// packet through a constant offset between its sequence numbers and the index here. Owned by the network; its thread.
#pragma once

#include <array>

#include "pipelines/transport/payload_format.hpp"

namespace lethe::transport {

class PacketHistory {
 public:
  static constexpr std::int64_t slots = 256;
  // RTP header, extensions, RTX prefix and SRTP tag stay within 1200 bytes.
  static constexpr std::size_t payload_most = 1140;

  struct Packet {
    std::int64_t index = -1;
    std::uint32_t rtp_timestamp = 0;
    bool marker = false;
    media::Bytes payload;
  };

  // Cuts the frame and hands out its packets one by one; each is valid within the call.
  void add(const media::EncodedFrame& frame, const std::function<void(const Packet&)>& out);
  std::int64_t next() const { return next_; }
  const Packet* at(std::int64_t index) const;  // null when it is too old

 private:
  std::array<Packet, slots> packets_;
  std::int64_t next_ = 0;
  std::uint16_t picture_id_ = 0;
};

}  // namespace lethe::transport
