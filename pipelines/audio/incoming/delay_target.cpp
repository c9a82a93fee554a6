// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/delay_target.hpp"

#include <algorithm>
#include <cstdlib>

namespace lethe::audio {

void DelayTarget::arrived(std::int64_t at, std::int64_t media) {
  const std::int64_t transit = at - media;
  const std::int64_t floored = (transit - (transit < 0 ? bin - 1 : 0)) / bin;
  if (packets_ == 0) {
    base_ = floored;
    window_end_ = at + window;
    last_transit_ = transit;
  }
  if (at >= window_end_) {
    shortest_before_ = at < window_end_ + window ? shortest_ : std::numeric_limits<std::int64_t>::max();
    shortest_ = std::numeric_limits<std::int64_t>::max();
    window_end_ = at + window;
  }
  shortest_ = std::min(shortest_, floored);
  rebase(std::min(shortest_, shortest_before_));

  // A stray packet must not change the jitter much: a difference counts as at most 100 ms.
  const auto difference = static_cast<float>(std::min<std::int64_t>(std::abs(transit - last_transit_), 4800));
  jitter_ += (difference - jitter_) / 16;
  last_transit_ = transit;

  packets_ = std::min<std::uint32_t>(packets_ + 1, 500);
  const float weight = 1.0F / static_cast<float>(packets_);
  for (float& share : share_) share *= 1 - weight;
  const auto above = static_cast<std::size_t>(std::clamp<std::int64_t>(floored - base_, 0, 80));
  share_[above] += weight;
}

// Shifts the histogram, so that its statement about absolute transit times stays the same.
void DelayTarget::rebase(std::int64_t base) {
  const std::int64_t up = std::clamp<std::int64_t>(base_ - base, -80, 80);
  base_ = base;
  if (up == 0) return;
  std::array<float, 81> shifted{};
  for (std::int64_t i = 0; i <= 80; ++i)
    shifted[static_cast<std::size_t>(std::clamp<std::int64_t>(i + up, 0, 80))] += share_[static_cast<std::size_t>(i)];
  share_ = shifted;
}

std::int64_t DelayTarget::target() const {
  float beyond = 0;
  std::size_t above = share_.size() - 1;
  while (above > 0 && (beyond += share_[above]) <= 0.03F) --above;
  const auto percentile = static_cast<std::int64_t>(above + 1) * bin;
  return std::clamp(std::max(percentile, static_cast<std::int64_t>(2 * jitter_)), least, most);
}

}  // namespace lethe::audio
