// SPDX-License-Identifier: AGPL-3.0-or-later
// How often frames of sound are sent again in the packets after their own, by the loss that was measured: more at once,
// less when it was not needed for a while. Pure; time is given. Network thread.
#pragma once

#include <array>

#include "pipelines/frame.hpp"

namespace lethe::congestion {

class RedundancyChoice {
 public:
  void add(std::size_t packets, std::size_t lost, media::Time now) {
    packets_ += packets;
    lost_ += lost;
    if (packets_ < enough) return;
    const double loss = static_cast<double>(lost_) / static_cast<double>(packets_);
    packets_ = lost_ = 0;
    for (std::size_t i = 0; i < from.size(); ++i)
      if (loss >= from[i]) needed_at_[i] = now;
  }
  // 0, 1 or 2.
  int copies(media::Time now) const {
    int copies = 0;
    for (const auto& at : needed_at_)
      if (at != media::Time{} && now - at < kept) ++copies;
    return copies;
  }

 private:
  static constexpr std::size_t enough = 40;
  static constexpr std::array from{0.01, 0.07};  // share of packets that are lost, for one copy and for two
  static constexpr std::chrono::seconds kept{10};
  std::size_t packets_ = 0, lost_ = 0;
  std::array<media::Time, from.size()> needed_at_{};
};

}  // namespace lethe::congestion
