// SPDX-License-Identifier: AGPL-3.0-or-later
// Converts RTP timestamps to clocks: to the sender's by its sender reports (RFC 3550, 6.4.1), and to NTP time for our
// own reports. Owned by an ingress or a sender; network thread; time is given.
#pragma once

#include <chrono>
#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class SenderClock {
 public:
  explicit SenderClock(int clock_rate) : clock_rate_(clock_rate) {}
  void note(std::uint64_t ntp, std::uint32_t rtp_timestamp) {
    ntp_ = ntp;
    rtp_timestamp_ = rtp_timestamp;
    known_ = true;
  }
  // Capture time on the sender's clock; none before its first report.
  std::optional<std::chrono::nanoseconds> time_of(std::uint32_t rtp_timestamp) const;

 private:
  int clock_rate_;
  bool known_ = false;
  std::uint64_t ntp_ = 0;
  std::uint32_t rtp_timestamp_ = 0;
};

std::chrono::nanoseconds ntp_to_time(std::uint64_t ntp);  // since 1900

// Wall clock as 32.32 NTP. The offset between the two clocks is taken once per process, so that a step of the wall
// clock does not separate audio and video.
std::uint64_t ntp_at(media::Time at);

}  // namespace lethe::transport
