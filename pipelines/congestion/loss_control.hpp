// SPDX-License-Identifier: AGPL-3.0-or-later
// The rate by loss: down while more than a tenth is lost (draft-ietf-rmcat-gcc-02, 6). A path on which the same share
// is lost of less, so that less arrives, loses by itself: that share is then taken for normal. Where as much arrives of
// less, the path was full. Network thread; time is given.
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
  // The rate to go on with. Decides when enough packets were counted; otherwise returns what it is given.
  BitRate update(BitRate rate, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, media::Time now);
  double loss() const { return loss_; }          // of the last count, 0 to 1
  double inherent() const { return inherent_; }  // the share of it that is not the rate's fault

 private:
  struct Before {
    double loss;
    BitRate arriving;
  };

  std::size_t packets_ = 0, lost_ = 0;
  media::Time since_{};
  double loss_ = 0, inherent_ = 0;
  std::optional<Before> decreased_;  // what was before the last decrease
};

}  // namespace lethe::congestion
