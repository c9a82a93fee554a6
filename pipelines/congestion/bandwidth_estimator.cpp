// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/bandwidth_estimator.hpp"

namespace lethe::congestion {
namespace {

constexpr std::chrono::seconds quiet_after{3};  // without congestion
// After a drop to little: it may be temporary, as when a download starts.
constexpr std::chrono::seconds quiet_after_fall{1}, one_fall{5};
constexpr double fallen = 0.5;
constexpr std::chrono::seconds drained_within{2};  // later, the queue is somebody else's
constexpr double drained = 80;                     // ms of queue
constexpr std::chrono::milliseconds probe_queue{200}, probe_queue_most{800};
constexpr double queue_most = 80, queue_last = 40, queue_certain = 60;  // ms
constexpr double much = 0.7;                                            // share of the estimate
constexpr std::size_t own_length = 400;  // bytes; on a thin path a picture itself takes some time
constexpr double filled = 0.9;
constexpr std::chrono::seconds filled_pause{1};

}  // namespace

void BandwidthEstimator::sent(std::uint16_t sequence, std::size_t bytes, media::Time now) {
  packets_.add(sequence, {bytes, now, probe_.number()});
  probe_.sent(bytes, now);
}

void BandwidthEstimator::feedback(std::span<const Feedback> packets, std::chrono::milliseconds round_trip,
                                  media::Time now) {
  std::size_t known = 0, lost = 0;
  bool over = false;
  for (const Feedback& one : packets) {
    const auto packet = packets_.take(one.sequence);
    if (!packet) continue;
    ++known;
    probe_.reported(*packet, one.received ? std::optional(one.arrived) : std::nullopt);
    if (!one.received) {
      ++lost;
      continue;
    }
    trend_.add(packet->at, one.arrived);
    throughput_.add(one.arrived, packet->size);
    over = over || trend_.usage() == DelayTrend::Usage::Over;
  }
  if (known == 0) return;
  over = over && congestion::Seconds(trend_.queue() / 1000) > estimate().time_of(own_length);
  settled_ = true;
  losses_.add(known, lost);
  // The queue that a probe causes says nothing about other traffic; the probe's result will tell the capacity.
  if (probe_.open()) {
    const auto leaving = std::chrono::duration_cast<std::chrono::milliseconds>(estimate().time_of(probe_.bytes()));
    calm_from_ = now + round_trip + probe_queue + std::min(leaving, probe_queue_most);
  }
  const bool probed = now < calm_from_;
  if (probed) over = false;
  if (over) {
    over_at_ = now;
    probe_.give_up(now);
  }
  // Nor do arrivals count, for a while longer.
  const bool counted = now < calm_from_ + Throughput::window;
  const auto usage = over ? DelayTrend::Usage::Over : counted ? DelayTrend::Usage::Under : trend_.usage();
  const BitRate before = estimate();
  rate_.update(usage, over ? carried() : throughput_.rate(), round_trip, now);
  if (const BitRate by_loss = losses_.update(rate_.rate(), throughput_.rate(), round_trip, now);
      by_loss < rate_.rate()) {
    rate_.set(by_loss);
    over_at_ = now;
    probe_.give_up(now);
  }
  if (over) note_fall(before, now);
  if (const auto found = probe_.result(now); found && *found > rate_.rate()) rate_.set(*found);
}

void BandwidthEstimator::note_fall(BitRate before, media::Time now) {
  if (!(estimate() < before)) return;
  if (!fall_began_ || now - *fall_began_ > one_fall) {
    fall_began_ = now;
    fell_from_ = before;
  }
  if (estimate() < fell_from_ * fallen) probe_.begin_anew();
}

bool BandwidthEstimator::fell() const { return fall_began_ && estimate() < fell_from_ * fallen && !probe_.failed(); }

// The capacity of the path, now that it is full. When less was sent than it is known to carry and little waits on it,
// the receiver may be irregular; then nothing.
std::optional<BitRate> BandwidthEstimator::carried() const {
  const auto arriving = throughput_.latest();
  const bool doubtful = arriving && *arriving < estimate() * much && trend_.surely() < queue_certain;
  return doubtful ? std::nullopt : arriving;
}

// Also by the last packets: when few arrive, the smoothed value shows a queue long after it is gone.
bool BandwidthEstimator::full() const { return trend_.queue() > queue_most && trend_.surely() > queue_last; }

bool BandwidthEstimator::drains(media::Time now) const {
  return fall_began_ && now - *fall_began_ < drained_within && estimate() < fell_from_ * fallen &&
         trend_.surely() > drained;
}

std::size_t BandwidthEstimator::padding_due(media::Time now) {
  const auto wait = fell() ? quiet_after_fall : quiet_after;
  const bool quiet = (!over_at_ || now - *over_at_ > wait) && !full() && losses_.loss() - losses_.inherent() < 0.05;
  // Traffic that fills the estimate finds out by itself whether there is more, and shares fairly with others that do
  // the same.
  const auto arriving = throughput_.rate();
  if (!arriving || *arriving < estimate() * filled) idle_at_ = now;
  const bool idle = !idle_at_ || now - *idle_at_ < filled_pause || now - *idle_at_ > filled_pause * 8;
  probe_.consider(estimate(), goal_, quiet && idle, now);
  return probe_.padding_due(now);
}

}  // namespace lethe::congestion
