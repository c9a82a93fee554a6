// SPDX-License-Identifier: AGPL-3.0-or-later
// The rate by loss: decreases while more than a tenth is lost (draft-ietf-rmcat-gcc-02, 6). If the same share of a
// lower rate is lost, so that less arrives, the path itself is lossy, and this share counts as normal. If as much
// arrives at a lower rate, the path was full. Network thread; time is given.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/congestion/bit_rate.hpp"

namespace lethe::congestion {

class LossControl {
 public:
  void add(std::size_t packets, std::size_t lost) {
    packets_ += packets;
    lost_ += lost;
  }
  // The rate to continue with. Decides once enough packets were counted; until then returns its input.
  BitRate update(BitRate rate, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, media::Time now);
  double loss() const { return loss_; }          // of the last count, 0 to 1
  double inherent() const { return inherent_; }  // the share that the rate did not cause

 private:
  struct Before {
    double loss;
    BitRate arriving;
  };

  std::size_t packets_ = 0, lost_ = 0;
  media::Time since_{};
  double loss_ = 0, inherent_ = 0;
  std::optional<Before> decreased_;  // values before the last decrease
};

}  // namespace lethe::congestion
