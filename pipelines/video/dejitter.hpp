// SPDX-License-Identifier: AGPL-3.0-or-later
// When the pictures of one source are ready to be shown: as evenly as they were taken, though some come sooner and some
// later than others. Time comes from the caller. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

class Dejitter {
 public:
  // `tick`: between two composites; all bounds are shares of it.
  explicit Dejitter(std::chrono::nanoseconds tick) : tick_(tick) {}

  // When a picture of this RTP time (90 kHz) that was decoded at `decoded` is ready: as late as the latest of the last
  // ones was, so that all of them take equally long, but no later than three eighths of a tick after it usually takes:
  // a wait is delay. Those that came half a tick late or later do not count: no wait would have helped.
  media::Time ready(std::uint32_t rtp_timestamp, media::Time decoded);

 private:
  static constexpr std::size_t most = 48;  // pictures that are remembered: two seconds at 24 a second

  // By how much a picture is behind its sender's clock; only differences mean anything.
  std::chrono::nanoseconds offset_of(std::uint32_t rtp_timestamp, media::Time decoded);
  std::chrono::nanoseconds usual() const;  // the median

  std::chrono::nanoseconds tick_;
  std::uint32_t last_timestamp_ = 0;
  std::int64_t rtp_ticks_ = 0;  // since the first that is remembered, or one before
  std::array<std::chrono::nanoseconds, most> offsets_{};
  std::size_t count_ = 0, next_ = 0;
};

}  // namespace lethe::video
