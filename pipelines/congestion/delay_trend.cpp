// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/delay_trend.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lethe::congestion {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
using std::chrono::microseconds;

constexpr std::chrono::milliseconds group_length{5};
constexpr std::chrono::milliseconds burst_most{100};  // of arrivals that the path delivers together
constexpr std::chrono::seconds break_after{3};        // without a packet: older knowledge is dropped
constexpr std::size_t window = 20;                    // points of the regression
constexpr double smoothing = 0.9, gain = 4;
constexpr double over_after = 10;                                // ms
constexpr double queue_least = 20;                               // ms; smaller delays are the receiver's own jitter
constexpr double lowest_kept = 5000;                             // ms
constexpr double threshold_least = 6, threshold_most = 600;      // ms
constexpr double faster = 0.0087, slower = 0.039, outlier = 15;  // of the threshold

double slope(const auto& points) {
  double at = 0, delay = 0;
  for (const auto& p : points) {
    at += p.at;
    delay += p.delay;
  }
  at /= static_cast<double>(points.size());
  delay /= static_cast<double>(points.size());
  double upper = 0, lower = 0;
  for (const auto& p : points) {
    upper += (p.at - at) * (p.delay - delay);
    lower += (p.at - at) * (p.at - at);
  }
  return lower > 0 ? upper / lower : 0;
}

}  // namespace

bool DelayTrend::belongs(media::Time sent, microseconds arrived) const {
  if (sent - group_->first_sent <= group_length) return true;
  // Packets that were held back and arrive at once say nothing about the path's rate.
  const auto closer = (arrived - group_->last_arrived) - (sent - group_->last_sent);
  return closer.count() < 0 && arrived - group_->last_arrived <= group_length &&
         arrived - group_->first_arrived < burst_most;
}

void DelayTrend::add(media::Time sent, microseconds arrived) {
  if (group_ && (sent < group_->first_sent || sent - group_->last_sent > break_after)) {
    if (sent < group_->first_sent) return;  // out of order
    *this = DelayTrend();
  }
  if (!epoch_) epoch_ = arrived;
  if (group_ && belongs(sent, arrived)) {
    group_->last_sent = std::max(group_->last_sent, sent);
    group_->last_arrived = std::max(group_->last_arrived, arrived);
    return;
  }
  if (group_ && before_) compare(*before_, *group_);
  if (group_) before_ = group_;
  group_ = Group{sent, sent, arrived, arrived};
}

void DelayTrend::compare(const Group& before, const Group& group) {
  const double since_last = Milliseconds(group.last_sent - before.last_sent).count();
  grown_ += Milliseconds(group.last_arrived - before.last_arrived).count() - since_last;
  std::rotate(last_.begin(), last_.begin() + 1, last_.end());
  last_.back() = grown_;
  smoothed_ = smoothing * smoothed_ + (1 - smoothing) * grown_;
  const double now = Milliseconds(group.last_arrived - *epoch_).count();
  note_lowest(now);
  points_.push_back({now, smoothed_});
  if (points_.size() > window) points_.pop_front();
  groups_ = std::min(groups_ + 1, 60);
  judge(points_.size() == window ? slope(points_) : previous_trend_, since_last, now);
}

// Not forever: the clocks drift, and the path may have become longer.
void DelayTrend::note_lowest(double now) {
  if (now - lowest_since_ > lowest_kept) {
    lowest_before_ = std::exchange(lowest_, smoothed_);
    lowest_since_ = now;
  }
  lowest_ = std::min(lowest_, smoothed_);
}

void DelayTrend::judge(double trend, double since_last, double now) {
  const double modified = groups_ * trend * gain;
  if (modified > threshold_) {
    over_for_ = over_for_ < 0 ? since_last / 2 : over_for_ + since_last;
    ++over_count_;
    if (over_for_ > over_after && over_count_ > 1 && trend >= previous_trend_ && queue() > queue_least) {
      over_for_ = 0;
      over_count_ = 0;
      usage_ = Usage::Over;
    }
  } else {
    over_for_ = -1;
    over_count_ = 0;
    usage_ = modified < -threshold_ ? Usage::Under : Usage::Normal;
  }
  previous_trend_ = trend;
  adapt(modified, now);
}

void DelayTrend::adapt(double modified, double now) {
  const double size = std::abs(modified);
  if (adapted_at_ >= 0 && size <= threshold_ + outlier) {
    const double speed = size < threshold_ ? slower : faster;
    threshold_ += speed * (size - threshold_) * std::min(now - adapted_at_, 100.0);
    threshold_ = std::clamp(threshold_, threshold_least, threshold_most);
  }
  adapted_at_ = now;
}

}  // namespace lethe::congestion
