// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/dejitter.hpp"

#include <algorithm>
#include <utility>

namespace lethe::video {

using std::chrono::nanoseconds;

namespace {

// Beyond these bounds a picture is neither early nor late: its sender's clock was set, or the path changed.
constexpr int ticks_early_most = 2;
constexpr std::chrono::seconds late_most{1};

}  // namespace

media::Time Dejitter::ready(std::uint32_t rtp_timestamp, media::Time decoded) {
  const nanoseconds offset = offset_of(rtp_timestamp, decoded);
  offsets_[next_] = offset;
  next_ = (next_ + 1) % most;
  count_ = std::min(count_ + 1, most);
  const nanoseconds middle = usual();
  nanoseconds latest = middle;
  for (std::size_t i = 0; i < count_; ++i)
    if (offsets_[i] < middle + tick_ / 2) latest = std::max(latest, offsets_[i]);
  latest = std::min(latest, middle + tick_ * 3 / 8);
  return decoded + std::max(latest - offset, nanoseconds(0));
}

nanoseconds Dejitter::offset_of(std::uint32_t rtp_timestamp, media::Time decoded) {
  rtp_ticks_ += static_cast<std::int32_t>(rtp_timestamp - std::exchange(last_timestamp_, rtp_timestamp));
  const nanoseconds offset = decoded.time_since_epoch() - nanoseconds(rtp_ticks_ * 100'000 / 9);
  if (count_ > 0) {
    const nanoseconds behind = offset - usual();
    if (behind > -ticks_early_most * tick_ && behind < late_most) return offset;
  }
  count_ = next_ = 0;
  rtp_ticks_ = 0;
  return decoded.time_since_epoch();
}

// For an even number, the one before the middle.
nanoseconds Dejitter::usual() const {
  auto sorted = offsets_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>((count_ - 1) / 2);
  std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(count_));
  return *middle;
}

}  // namespace lethe::video
