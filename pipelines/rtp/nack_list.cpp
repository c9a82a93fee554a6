// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/nack_list.hpp"

#include <algorithm>

namespace lethe::transport {
namespace {

// Packets that were only reordered arrive within this time.
constexpr auto patience = std::chrono::milliseconds(5);
constexpr auto interval_least = std::chrono::milliseconds(20);

}  // namespace

bool NackList::missing(std::int64_t first, std::int64_t end, media::Time now) {
  if (end - first > static_cast<std::int64_t>(most) - static_cast<std::int64_t>(waiting_.size())) {
    waiting_.clear();
    return false;
  }
  for (; first < end; ++first) waiting_.emplace(first, Entry{now + patience, 0});
  return true;
}

std::vector<std::uint16_t> NackList::due(media::Time now, media::Clock::duration round_trip) {
  std::vector<std::uint16_t> sequences;
  for (auto one = waiting_.begin(); one != waiting_.end();) {
    if (one->second.next > now) {
      ++one;
    } else if (one->second.attempts == attempts_most) {
      one = waiting_.erase(one);
    } else {
      sequences.push_back(static_cast<std::uint16_t>(one->first));
      ++one->second.attempts;
      one->second.next = now + std::max<media::Clock::duration>(interval_least, round_trip);
      ++one;
    }
  }
  return sequences;
}

}  // namespace lethe::transport
