// SPDX-License-Identifier: AGPL-3.0-or-later
// A counter with one writer and any number of readers; relaxed, because a reader wants a figure and no order.
#pragma once

#include <atomic>
#include <cstdint>

namespace lethe::transport {

class Tally {
 public:
  void operator+=(std::uint64_t n) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void operator++() { *this += 1; }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// The same as Counters in network.hpp; written by the network thread.
struct Tallies {
  Tally packets_in, packets_out, bytes_in, bytes_out;
  Tally dropped_stun, dropped_dtls, dropped_srtp, dropped_rtp, dropped_rtcp, dropped_payload;
  Tally nacks_in, nacks_out, rtx_in, rtx_out, plis_in, plis_out, twcc_in, twcc_out;
};

}  // namespace lethe::transport
