// SPDX-License-Identifier: AGPL-3.0-or-later
// A counter with one writer and any number of readers. Relaxed, because readers need the value and no ordering.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace lethe::transport {

class Tally {
 public:
  void operator+=(std::uint64_t n) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void operator++() { *this += 1; }
  void operator=(std::uint64_t n) { value_.store(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Counts new losses since the last call. Its input is a running sum, which repairs may lower again.
class LossCount {
 public:
  std::uint64_t more(std::int32_t lost) {
    const std::int64_t before = std::exchange(told_, lost);
    return lost > before ? static_cast<std::uint64_t>(lost - before) : 0;
  }

 private:
  std::int64_t told_ = 0;
};

// The live values of Counters in network.hpp; written by the network thread.
struct Tallies {
  Tally packets_in, packets_out, bytes_in, bytes_out;
  Tally dropped_stun, dropped_dtls, dropped_srtp, dropped_rtp, dropped_rtcp, dropped_payload;
  Tally lost_in, lost_out;
  Tally estimated_out, asked_in;  // gauges
  Tally nacks_in, nacks_out, rtx_in, rtx_out, plis_in, plis_out, twcc_in, twcc_out;
};

}  // namespace lethe::transport
