// SPDX-License-Identifier: AGPL-3.0-or-later
// The payloads of one video stream: cut once, sent to all its viewers, kept for retransmission. Each viewer finds a
// packet by a constant offset between its sequence numbers and the index here. Owned by the network; its thread.
#pragma once

#include <algorithm>
#include <array>

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

class PacketHistory {
 public:
  // A page of text at 1080p takes about 300 packets, a detailed picture more.
  static constexpr std::int64_t slots = 1024;
  // So that RTP header, extensions, RTX prefix and SRTP tag stay within 1200 bytes.
  static constexpr std::size_t payload_most = 1140;

  // The most bytes in a packet of a stream with this bit rate. On a path that carries little more, sound waits behind
  // each packet of a picture; small packets keep that wait short.
  static constexpr std::size_t payload_for(int kbps) {
    return std::clamp<std::size_t>(static_cast<std::size_t>(kbps) * 25, 400, payload_most);
  }

  explicit PacketHistory(std::size_t payload = payload_most) : payload_(payload) {}

  struct Packet {
    std::int64_t index = -1;
    std::uint32_t rtp_timestamp = 0;
    bool marker = false;
    media::Bytes payload;
  };

  // Cuts the frame. Its packets have the indices from the returned one to before next().
  std::int64_t add(const media::EncodedFrame& frame);
  std::int64_t next() const { return next_; }
  const Packet* at(std::int64_t index) const;  // null if too old

  // First packet of the newest key frame, if all packets since are held and it is so new that a viewer may start with
  // it: a viewer that gets several frames at once shows them late.
  std::optional<std::int64_t> fresh_key_frame(media::Time now) const;
  static constexpr std::chrono::milliseconds fresh_for{250};
  std::uint32_t newest_timestamp() const { return newest_timestamp_; }
  media::Time newest_at() const { return newest_at_; }

 private:
  std::size_t payload_;  // most bytes in a packet
  std::array<Packet, slots> packets_;
  std::int64_t next_ = 0;
  std::uint16_t picture_id_ = 0;
  std::optional<std::int64_t> key_index_;
  media::Time key_at_{}, newest_at_{};
  std::uint32_t newest_timestamp_ = 0;
};

}  // namespace lethe::transport
