// SPDX-License-Identifier: AGPL-3.0-or-later
// Estimates the capacity of the link to a viewer from its client's transport-wide feedback
// (draft-holmer-rmcat-transport-wide-cc-extensions-01): by delay and by loss (draft-ietf-rmcat-gcc-02), with probes,
// because a step of the ladder rarely fills a link by itself. Pure: timed events go in, decisions come out. Owned by a
// peer; network thread. Rates count whole packets, including UDP and IP headers.
#pragma once

#include <span>

#include "pipelines/congestion/loss_control.hpp"
#include "pipelines/congestion/probe.hpp"
#include "pipelines/congestion/rate_control.hpp"
#include "pipelines/congestion/throughput.hpp"

namespace lethe::congestion {

struct Feedback {
  std::uint16_t sequence = 0;
  bool received = false;
  std::chrono::microseconds arrived{};  // on the receiver's clock
};

class BandwidthEstimator {
 public:
  static constexpr BitRate start = BitRate::kbit(300);

  // The most that the viewer could use: probes do not go beyond it. Zero: no probing.
  void set_goal(BitRate goal) { goal_ = goal; }
  void sent(std::uint16_t sequence, std::size_t bytes, media::Time now);
  void feedback(std::span<const Feedback> packets, std::chrono::milliseconds round_trip, media::Time now);
  // Bytes of padding to send now. Call every 20 ms.
  std::size_t padding_due(media::Time now);

  BitRate estimate() const { return rate_.rate(); }
  bool settled() const { return settled_; }  // rests on feedback, no longer the initial guess
  // True when the estimate is below the goal and the path was seen to be full. At the start nothing is known.
  bool limited() const { return estimate() < goal_ && (over_at_ || probe_.failed()); }
  // Packets wait on the path, so send only what is necessary.
  bool full() const;
  // The path has just fallen to less than half and earlier packets still wait on it, so pictures must wait.
  bool drains(media::Time now) const;
  double loss() const { return losses_.loss(); }

 private:
  std::optional<BitRate> carried() const;
  void note_fall(BitRate before, media::Time now);
  bool fell() const;  // fell far within a moment, and no probe has shown since that the path carries no more

  SentPackets packets_;
  DelayTrend trend_;
  Throughput throughput_;
  LossControl losses_;
  RateControl rate_{start};
  Probe probe_;
  BitRate goal_;
  std::optional<media::Time> over_at_, idle_at_;  // the path was full; less was sent than its capacity
  std::optional<media::Time> fall_began_;         // of the last fall
  BitRate fell_from_;                             // estimate before the last fall
  media::Time calm_from_{};                       // when the path is free of a probe's packets
  bool settled_ = false;
};

}  // namespace lethe::congestion
