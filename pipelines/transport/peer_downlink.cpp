// SPDX-License-Identifier: AGPL-3.0-or-later
// The capacity of the link to a peer.
#include <algorithm>
#include <cmath>

#include "mcu/base/thread_check.hpp"

#include "pipelines/transport/peer.hpp"

namespace lethe::transport {
namespace {

// On the link a packet additionally has an SRTP tag and UDP and IPv4 headers.
constexpr std::size_t tag = 16, udp_and_ip = 8 + 20;
constexpr double sound_share = 0.5;     // of the estimate, copies included
constexpr double worth_telling = 0.05;  // relative change worth a report
constexpr auto told_every = std::chrono::seconds(1);
constexpr auto round_trip_guess = std::chrono::milliseconds(100);  // before a report gives it

}  // namespace

void Peer::note_sent(std::size_t size) {
  // A packet without a number of its own (extension not agreed, or an identical retransmission) gets no feedback.
  if (!downlink_ || noted_sequence_ == outlet_.sequence) return;
  noted_sequence_ = outlet_.sequence;
  downlink_->sent(static_cast<std::uint16_t>(outlet_.sequence - 1), size + tag + udp_and_ip, media::Clock::now());
}

void Peer::set_goal(int kbit) {
  CHECK_ON(share_.loop);
  goal_ = congestion::BitRate::kbit(kbit);
  if (downlink_) downlink_->set_goal(goal_);
}

void Peer::fill_line(media::Time now) {
  if (!downlink_ || !video_out_) return;
  const auto& stream = video_out_->current();
  if (const PacketHistory* history = stream ? share_.history(*stream) : nullptr)
    video_out_->go_on(*history, outlet_, now);
  // A viewer with sound only is probed, too: nothing else would show that there is room for pictures again.
  if (const std::size_t bytes = downlink_->padding_due(now); bytes > 0) video_out_->pad(bytes, outlet_, now);
}

void Peer::on_transport_feedback(View packet) {
  std::vector<PacketArrival> arrivals;
  if (!parse_transport_feedback(packet, arrivals)) {
    ++share_.tallies.dropped_rtcp;
    return;
  }
  ++share_.tallies.twcc_in;
  if (!downlink_) return;
  feedback_.clear();
  for (const PacketArrival& one : arrivals)
    feedback_.push_back({one.sequence, one.received, std::chrono::microseconds(one.arrival_us)});
  const media::Time now = media::Clock::now();
  const auto round_trip =
      round_trip_.count() > 0 ? std::chrono::duration_cast<std::chrono::milliseconds>(round_trip_) : round_trip_guess;
  downlink_->feedback(feedback_, round_trip, now);
  // On a full link, copies only increase the loss.
  if (!downlink_->full())
    for (const auto& one : feedback_) redundancy_.add(!one.received, now);
  set_pace(now);
  tell_estimate(now);
}

// No pace is needed on a link that carries everything; each picture arrives a little sooner. None is set while nothing
// is known either: a slow first picture makes the client delay all later ones.
void Peer::set_pace(media::Time now) {
  if (!video_out_) return;
  if (downlink_->drains(now)) video_out_->pace().hold(now + congestion::Pace::held_for);
  const double share = congestion::picture_share(downlink_->estimate(), downlink_->full());
  video_out_->pace().set(downlink_->limited() ? std::optional(downlink_->estimate() * share) : std::nullopt, now);
}

void Peer::tell_estimate(media::Time now) {
  if (!downlink_->settled()) return;
  const int kbit = std::max(1, static_cast<int>(downlink_->estimate().kbit()));
  if (std::abs(kbit - told_kbit_) < told_kbit_ * worth_telling && now - told_at_ < told_every) return;
  told_kbit_ = kbit;
  estimated_out_ = std::uint64_t{1000} * static_cast<std::uint64_t>(kbit);
  told_at_ = now;
  share_.sink.on_estimate(seat_, kbit);
}

// At most a share of the link's capacity: on a full link, more packets mean more losses.
int Peer::copies_of_sound(const media::OpusFrame& frame, media::Time now) const {
  const int copies = redundancy_.copies(now);
  if (copies == 0 || !downlink_ || downlink_->full()) return 0;
  const congestion::Seconds length(static_cast<double>(frame.samples) / 48'000);
  const auto allowed = static_cast<int>((downlink_->estimate() * sound_share).bytes_in(length) /
                                        std::max<std::size_t>(1, frame.payload.size()));
  return std::min(copies, std::max(0, allowed - 1));
}

// The client's own estimate (REMB): not needed beside ours.
void Peer::on_bitrate_limit(std::uint64_t bits_per_second) {
  if (!downlink_) estimated_out_ = bits_per_second;
}

}  // namespace lethe::transport
