// SPDX-License-Identifier: AGPL-3.0-or-later
// Redundant audio (RED, RFC 2198): a packet repeats the frames before its own, so that a lost frame arrives with the
// next packet. Owned by a peer; network thread.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

class Redundancy {
 public:
  static constexpr int copies_most = 4;

  // The headers and at most `copies` earlier frames, to be put before the frame itself. `payload_type` is the frame's
  // own. Valid until the next call.
  View before(std::uint8_t payload_type, std::uint32_t rtp_timestamp, std::size_t size, int copies);
  void sent(std::uint32_t rtp_timestamp, View payload);

 private:
  static constexpr std::size_t frame_most = 400;  // bytes; larger frames belong to rates without thin links
  struct Frame {
    std::uint32_t rtp_timestamp = 0;
    std::size_t size = 0;  // 0: none
    std::array<std::uint8_t, frame_most> bytes;
  };
  // The frame sent this many packets ago, from 0 on.
  Frame& ago(int packets) { return frames_[(newest_ + static_cast<std::size_t>(packets)) % frames_.size()]; }

  std::array<Frame, copies_most> frames_;
  std::size_t newest_ = 0;
  std::array<std::uint8_t, copies_most*(frame_most + 4) + 1> prefix_;
};

// One frame of such a packet. `back`: how many packets earlier it was sent as the primary frame.
struct RedundantFrame {
  std::uint8_t payload_type = 0;
  std::uint32_t rtp_timestamp = 0;
  std::uint16_t back = 0;
  View payload;
};
// Calls `take` for each frame, oldest first and the primary frame last. Returns false, without a call, when malformed.
bool split_redundant(View payload, std::uint32_t rtp_timestamp, const std::function<void(const RedundantFrame&)>& take);

}  // namespace lethe::transport
