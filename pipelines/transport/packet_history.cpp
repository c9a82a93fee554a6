// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/packet_history.hpp"

namespace lethe::transport {

void PacketHistory::add(const media::EncodedFrame& frame, const std::function<void(const Packet&)>& out) {
  picture_id_ = (picture_id_ + 1) & 0x7fff;
  payload_format(frame.codec).cut(frame.data, picture_id_, payload_most, [&](View head, View body, bool last) {
    Packet& packet = packets_[static_cast<std::size_t>(next_ % slots)];
    packet.index = next_++;
    packet.rtp_timestamp = frame.rtp_timestamp;
    packet.marker = last;
    packet.payload.assign(head.begin(), head.end());
    packet.payload.insert(packet.payload.end(), body.begin(), body.end());
    out(packet);
  });
}

const PacketHistory::Packet* PacketHistory::at(std::int64_t index) const {
  if (index < 0 || index >= next_) return nullptr;
  const Packet& packet = packets_[static_cast<std::size_t>(index % slots)];
  return packet.index == index ? &packet : nullptr;
}

}  // namespace lethe::transport
