// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/loss_control.hpp"

#include <algorithm>

namespace lethe::congestion {
namespace {

constexpr double too_much = 0.1;
constexpr std::chrono::milliseconds least_between{300}, enough_after{2000};
constexpr std::size_t many = 50, enough = 20;  // packets: of fewer, three lost by chance are a tenth
constexpr double filled = 0.5;                 // share of the rate
constexpr double drastic = 0.3;                // loss; paths with less, that carry what is sent, hide it
constexpr double as_much = 0.7;                // share of the loss before a decrease
constexpr double less = 0.95;                  // share of what arrived before it
constexpr double backs_off_to = 0.85;

}  // namespace

BitRate LossControl::update(BitRate rate, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip,
                            media::Time now) {
  const auto since_last = now - since_;
  if (packets_ < enough || since_last < least_between + round_trip) return rate;
  if (packets_ < many && since_last < enough_after) return rate;
  loss_ = static_cast<double>(lost_) / static_cast<double>(packets_);
  packets_ = lost_ = 0;
  since_ = now;
  if (decreased_ && arriving && *arriving < decreased_->arriving * less) {
    if (loss_ >= decreased_->loss * as_much) inherent_ = std::max(inherent_, std::min(loss_, decreased_->loss));
    decreased_.reset();
  } else if (loss_ < inherent_) {
    inherent_ = inherent_ * 0.9 + loss_ * 0.1;
  }
  const double caused = loss_ - inherent_;
  if (caused <= too_much) {
    decreased_.reset();
    return rate;
  }
  if (arriving && !decreased_) decreased_ = Before{loss_, *arriving};
  const BitRate lower = rate * (1 - 0.5 * caused);
  // While much less is sent than the rate allows, arrivals do not show the capacity.
  if (!arriving || (*arriving < rate * filled && caused < drastic)) return lower;
  // With so much loss the rate cannot exceed what arrives; and when too much is sent, what arrives is the capacity.
  return std::clamp(lower, *arriving * backs_off_to, *arriving);
}

}  // namespace lethe::congestion
