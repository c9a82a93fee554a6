// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/sent_packets.hpp"

namespace lethe::congestion {

void SentPackets::add(std::uint16_t sequence, const SentPacket& packet) {
  slots_[sequence % kept] = {sequence, true, packet};
}

std::optional<SentPacket> SentPackets::take(std::uint16_t sequence) {
  Slot& slot = slots_[sequence % kept];
  if (!slot.waits || slot.sequence != sequence) return std::nullopt;
  slot.waits = false;
  return slot.packet;
}

}  // namespace lethe::congestion
