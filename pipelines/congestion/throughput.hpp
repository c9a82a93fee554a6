// SPDX-License-Identifier: AGPL-3.0-or-later
// The arrival rate over the last arrivals. Network thread; the clock is the receiver's.
#pragma once

#include <deque>
#include <optional>

#include "pipelines/congestion/bit_rate.hpp"

namespace lethe::congestion {

class Throughput {
 public:
  static constexpr std::chrono::milliseconds window{750};

  void add(std::chrono::microseconds arrived, std::size_t bytes) {
    arrivals_.push_back({arrived, bytes});
    sum_ += bytes;
    while (arrived - arrivals_.front().at > window) {
      sum_ -= arrivals_.front().bytes;
      arrivals_.pop_front();
    }
  }
  // Empty while too little has arrived.
  std::optional<BitRate> rate() const {
    if (arrivals_.size() < packets_least) return std::nullopt;
    const auto span = arrivals_.back().at - arrivals_.front().at;
    if (span < least) return std::nullopt;
    return BitRate::of(sum_ - arrivals_.front().bytes, span);
  }
  // Only the last arrivals, if they suffice: after a path has changed, earlier ones are no longer true.
  std::optional<BitRate> latest() const {
    std::size_t bytes = 0, packets = 0;
    for (auto one = arrivals_.rbegin(); one != arrivals_.rend(); ++one) {
      const auto span = arrivals_.back().at - one->at;
      if (span >= least && packets >= packets_least) return BitRate::of(bytes, span);
      bytes += one->bytes;
      ++packets;
    }
    return rate();
  }

 private:
  static constexpr std::chrono::milliseconds least{200};
  static constexpr std::size_t packets_least = 4;
  struct Arrival {
    std::chrono::microseconds at;
    std::size_t bytes;
  };
  std::deque<Arrival> arrivals_;
  std::size_t sum_ = 0;
};

}  // namespace lethe::congestion
