// SPDX-License-Identifier: AGPL-3.0-or-later
// When the pictures of one source are ready to be shown: as evenly as they were captured, although they arrive
// unevenly. Time comes from the caller. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

class Dejitter {
 public:
  // `tick`: time between two composites; all bounds are shares of it.
  explicit Dejitter(std::chrono::nanoseconds tick) : tick_(tick) {}

  // When a picture with this RTP time (90 kHz), decoded at `decoded`, is ready. It waits as long as the slowest of the
  // last pictures took, so that all take equally long, but at most three eighths of a tick more than usual, because
  // waiting is delay. Pictures that come half a tick late or more do not count: no wait would have helped them.
  media::Time ready(std::uint32_t rtp_timestamp, media::Time decoded);

 private:
  static constexpr std::size_t most = 48;  // pictures that are remembered: two seconds at 24 a second

  // A picture's delay behind its sender's clock; only differences are meaningful.
  std::chrono::nanoseconds offset_of(std::uint32_t rtp_timestamp, media::Time decoded);
  std::chrono::nanoseconds usual() const;  // the median

  std::chrono::nanoseconds tick_;
  std::uint32_t last_timestamp_ = 0;
  std::int64_t rtp_ticks_ = 0;  // since the first remembered picture, or an earlier one
  std::array<std::chrono::nanoseconds, most> offsets_{};
  std::size_t count_ = 0, next_ = 0;
};

}  // namespace lethe::video
