// SPDX-License-Identifier: AGPL-3.0-or-later
// What a viewer's line carries, from the transport-wide feedback of its client
// (draft-holmer-rmcat-transport-wide-cc-extensions-01): by delay and by loss (draft-ietf-rmcat-gcc-02), with probes,
// since a ladder of steps rarely fills a line by itself. Pure: events with their time go in, decisions come out. Owned
// by a peer; network thread. Rates count whole packets, headers of UDP and IP included.
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

  // What the viewer could use at most: no probe goes further. Zero: it is not probed.
  void set_goal(BitRate goal) { goal_ = goal; }
  void sent(std::uint16_t sequence, std::size_t bytes, media::Time now);
  void feedback(std::span<const Feedback> packets, std::chrono::milliseconds round_trip, media::Time now);
  // Bytes of padding to send now; call every 20 ms.
  std::size_t padding_due(media::Time now);

  BitRate estimate() const { return rate_.rate(); }
  bool settled() const { return settled_; }  // it rests on feedback, and is more than the guess at the start
  // Less than the goal, and the path was seen to be full: at the start nothing is known yet.
  bool limited() const { return estimate() < goal_ && (over_at_ || probe_.failed()); }
  // Packets wait on the path, so that nothing more should be sent than must be.
  bool full() const;
  // The path has just fallen to less than half, and what was sent before still waits on it: pictures wait, too.
  bool drains(media::Time now) const;
  double loss() const { return losses_.loss(); }

 private:
  std::optional<BitRate> carried() const;
  void note_fall(BitRate before, media::Time now);
  bool fell() const;  // far within a moment, and no probe has shown since that the path carries no more

  SentPackets packets_;
  DelayTrend trend_;
  Throughput throughput_;
  LossControl losses_;
  RateControl rate_{start};
  Probe probe_;
  BitRate goal_;
  std::optional<media::Time> over_at_, idle_at_;  // the path was full; less was sent than it carries
  std::optional<media::Time> fall_began_;         // the last one
  BitRate fell_from_;                             // then
  media::Time calm_from_{};                       // what a probe left in the path has left it
  bool settled_ = false;
};

}  // namespace lethe::congestion
