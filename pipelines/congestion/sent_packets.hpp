// SPDX-License-Identifier: AGPL-3.0-or-later
// Packets sent to a receiver, by transport-wide sequence number, until their feedback arrives. Network thread; time is
// given.
#pragma once

#include <array>
#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::congestion {

struct SentPacket {
  std::size_t size = 0;  // bytes on the link, UDP and IP headers included
  media::Time at{};
  int probe = 0;  // number of its probe; 0: none
};

class SentPackets {
 public:
  void add(std::uint16_t sequence, const SentPacket& packet);
  // Returns each packet once, because feedback may come twice. Empty for one that is forgotten or was never sent.
  std::optional<SentPacket> take(std::uint16_t sequence);

 private:
  static constexpr std::size_t kept = 512;  // over two seconds of 720p; feedback comes many times a second
  struct Slot {
    std::uint16_t sequence = 0;
    bool waits = false;
    SentPacket packet;
  };
  std::array<Slot, kept> slots_{};
};

}  // namespace lethe::congestion
