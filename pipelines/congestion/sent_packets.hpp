// SPDX-License-Identifier: AGPL-3.0-or-later
// What was sent to a receiver, by transport-wide sequence number, until its feedback comes. Network thread; time is
// given.
#pragma once

#include <array>
#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::congestion {

struct SentPacket {
  std::size_t size = 0;  // bytes on the line, headers of UDP and IP included
  media::Time at{};
  int probe = 0;  // number of the probe that it belongs to; 0: none
};

class SentPackets {
 public:
  void add(std::uint16_t sequence, const SentPacket& packet);
  // Each packet once: feedback may come twice. Nothing for one that is forgotten or was never sent.
  std::optional<SentPacket> take(std::uint16_t sequence);

 private:
  static constexpr std::size_t kept = 512;  // more than two seconds of 720p, as feedback comes many times a second
  struct Slot {
    std::uint16_t sequence = 0;
    bool waits = false;
    SentPacket packet;
  };
  std::array<Slot, kept> slots_{};
};

}  // namespace lethe::congestion
