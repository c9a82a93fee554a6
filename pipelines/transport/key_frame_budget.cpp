// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/key_frame_budget.hpp"

#include <algorithm>

namespace lethe::transport {

bool KeyFrameBudget::request(media::Time now) {
  if (sent_at_ && now - *sent_at_ < on_its_way) return false;
  wished_ = true;
  return due(now);
}

bool KeyFrameBudget::due(media::Time now) {
  if (!wished_ || (granted_at_ && now - *granted_at_ < pause_)) return false;
  const bool forgiven = !granted_at_ || now - *granted_at_ >= forgiven_after;
  pause_ = forgiven ? pause_least : std::min<media::Clock::duration>(2 * pause_, pause_most);
  wished_ = false;
  granted_at_ = now;
  return true;
}

}  // namespace lethe::transport
