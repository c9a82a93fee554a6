// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/packet_history.hpp"

namespace lethe::transport {

std::int64_t PacketHistory::add(const media::EncodedFrame& frame) {
  const std::int64_t first = next_;
  picture_id_ = (picture_id_ + 1) & 0x7fff;
  newest_timestamp_ = frame.rtp_timestamp;
  newest_at_ = frame.at;
  if (frame.key) {
    key_index_ = first;
    key_at_ = frame.at;
  }
  payload_format(frame.codec).cut(frame.data, picture_id_, payload_, [this](View head, View body, bool last) {
    Packet& packet = packets_[static_cast<std::size_t>(next_ % slots)];
    packet.index = next_++;
    packet.rtp_timestamp = newest_timestamp_;
    packet.marker = last;
    packet.payload.assign(head.begin(), head.end());
    packet.payload.insert(packet.payload.end(), body.begin(), body.end());
  });
  return first;
}

std::optional<std::int64_t> PacketHistory::fresh_key_frame(media::Time now) const {
  const bool fresh = key_index_ && now - key_at_ <= fresh_for && next_ - *key_index_ <= slots;
  return fresh ? key_index_ : std::nullopt;
}

const PacketHistory::Packet* PacketHistory::at(std::int64_t index) const {
  if (index < 0 || index >= next_) return nullptr;
  const Packet& packet = packets_[static_cast<std::size_t>(index % slots)];
  return packet.index == index ? &packet : nullptr;
}

}  // namespace lethe::transport
