// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/loss_control.hpp"

#include <algorithm>

namespace lethe::congestion {
namespace {

constexpr double too_much = 0.1;
constexpr std::chrono::milliseconds least_between{300};
constexpr double as_much = 0.7;  // of the loss before a decrease
constexpr double less = 0.95;    // of what arrived before it
constexpr double backs_off_to = 0.85;

}  // namespace

BitRate LossControl::update(BitRate rate, std::optional<BitRate> arriving, std::chrono::milliseconds round_trip,
                            media::Time now) {
  if (packets_ < enough || now - since_ < least_between + round_trip) return rate;
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
  // More than arrives cannot be right when so much is lost; and what arrives of too much is what the path carries.
  return arriving ? std::clamp(lower, *arriving * backs_off_to, *arriving) : lower;
}

}  // namespace lethe::congestion
