// SPDX-License-Identifier: AGPL-3.0-or-later
// Records when packets with a transport-wide sequence number arrived, and writes the feedback for their sender
// (draft-holmer-rmcat-transport-wide-cc-extensions-01). Owned by a peer; network thread; time is given.
#pragma once

#include <vector>

#include "pipelines/base/byte_order.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class TransportFeedback {
 public:
  void arrived(std::uint16_t sequence, media::Time at);
  bool pending() const { return !arrivals_.empty(); }

  // Writes the FCI of the next feedback packet into `out`, from the base sequence number on. What does not fit follows
  // in the next packet. Returns its size; 0 when there is nothing to tell.
  std::size_t write(std::span<std::uint8_t> out);

 private:
  static constexpr std::int64_t lost = -1;

  Unwrapper unwrapper_;
  std::int64_t base_ = 0;               // extended number of the first element
  std::vector<std::int64_t> arrivals_;  // in ticks of 250 µs; `lost` where none arrived
  media::Time epoch_{};
  std::uint8_t count_ = 0;
};

}  // namespace lethe::transport
