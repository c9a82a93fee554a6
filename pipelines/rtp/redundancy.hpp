// SPDX-License-Identifier: AGPL-3.0-or-later
// Redundant audio (RFC 2198): a packet that carries the frames before its own again, so that a lost one is there when
// the next packet is. Owned by a peer; network thread.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

class Redundancy {
 public:
  static constexpr int copies_most = 4;

  // Headers and the frames before, `copies` of them at most: what goes before the frame itself, whose payload type is
  // `payload_type` inside too. Valid until the next call.
  View before(std::uint8_t payload_type, std::uint32_t rtp_timestamp, std::size_t size, int copies);
  void sent(std::uint32_t rtp_timestamp, View payload);

 private:
  static constexpr std::size_t frame_most = 400;  // bytes; larger ones are of rates that know no thin lines
  struct Frame {
    std::uint32_t rtp_timestamp = 0;
    std::size_t size = 0;  // 0: none
    std::array<std::uint8_t, frame_most> bytes;
  };
  // The one that was sent so many packets ago, from 0 on.
  Frame& ago(int packets) { return frames_[(newest_ + static_cast<std::size_t>(packets)) % frames_.size()]; }

  std::array<Frame, copies_most> frames_;
  std::size_t newest_ = 0;
  std::array<std::uint8_t, copies_most*(frame_most + 4) + 1> prefix_;
};

// One frame of such a packet. `back`: how many packets before this one it was sent by itself.
struct RedundantFrame {
  std::uint8_t payload_type = 0;
  std::uint32_t rtp_timestamp = 0;
  std::uint16_t back = 0;
  View payload;
};
// Calls `take` with each, the oldest first and the packet's own last; false, without a call, when it is malformed.
bool split_redundant(View payload, std::uint32_t rtp_timestamp, const std::function<void(const RedundantFrame&)>& take);

}  // namespace lethe::transport
