// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/rate_control.hpp"

#include <algorithm>
#include <cmath>

namespace lethe::congestion {
namespace {

constexpr double backs_off_to = 0.85, grows_a_second = 0.08;
constexpr double near = 0.1;         // of the limit: there the rate grows by a packet per round trip
constexpr double proven = 1.15;      // times what arrives: probes find out about more
constexpr double sent_share = 0.65;  // of the rate; with less traffic, constant delay says nothing about the path
constexpr BitRate least = BitRate::kbit(8), slow_growth_least = BitRate::kbit(4);
constexpr Seconds step_most{1.0};

}  // namespace

void RateControl::update(DelayTrend::Usage usage, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip,
                         media::Time now) {
  const Seconds since_last = updated_at_ ? std::min<Seconds>(now - *updated_at_, step_most) : Seconds(0);
  updated_at_ = now;
  if (usage == DelayTrend::Usage::Over) return decrease(arriving, round_trip, now);
  // Shrinking delay is a queue that empties; the path has not become faster.
  if (usage == DelayTrend::Usage::Under) return;
  increase(arriving, round_trip, since_last);
}

void RateControl::set(BitRate rate) {
  rate_ = rate;
  if (limit_ && rate > *limit_ * (1 + near)) limit_.reset();
}

void RateControl::decrease(std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, media::Time now) {
  // Packets from before the last decrease are still on their way, unless so little arrives that waiting would be wrong.
  const bool recent = decreased_at_ && now - *decreased_at_ < round_trip + std::chrono::milliseconds(200);
  if (recent && !(arriving && *arriving < rate_ * 0.5)) return;
  const BitRate lower = (arriving ? *arriving : rate_) * backs_off_to;
  if (arriving) limit_ = limit_ ? *limit_ * 0.7 + *arriving * 0.3 : *arriving;
  if (lower < rate_) rate_ = std::max(lower, least);
  decreased_at_ = now;
}

void RateControl::increase(std::optional<BitRate> arriving, std::chrono::milliseconds round_trip, Seconds since_last) {
  if (!arriving || *arriving < rate_ * sent_share) return;
  if (limit_ && *arriving > *limit_ * (1 + near)) limit_.reset();
  const bool careful = limit_ && *arriving > *limit_ * (1 - near);
  const BitRate packet = BitRate::of(1200, round_trip + std::chrono::milliseconds(100));
  const BitRate grown = careful ? rate_ + std::max(packet, slow_growth_least) * since_last.count()
                                : rate_ * std::pow(1 + grows_a_second, since_last.count());
  rate_ = std::max(rate_, std::min(grown, *arriving * proven + BitRate::kbit(5)));
}

}  // namespace lethe::congestion
