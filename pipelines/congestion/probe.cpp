// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/congestion/probe.hpp"

#include <algorithm>

namespace lethe::congestion {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds length{120}, tick{20}, patience{1000}, pause_first{2000}, pause_most{8000}, between{60};
constexpr double step = 2.0;              // a probe's highest rate, as a multiple of the estimate
constexpr double careful_step = 1.3;      // after a probe that found nothing: its excess waits on the path
constexpr std::size_t packets_least = 5;  // fewer arrivals are not significant
constexpr double far = 1.3;               // times the estimate
constexpr double whole = 0.8;             // share of a probe's packets
constexpr double as_sent = 0.9;           // share of the rate: then the path was not full

}  // namespace

void Probe::consider(BitRate estimate, BitRate goal, bool quiet, media::Time now) {
  if (running_ || waiting_ || !quiet || now < next_ || estimate >= goal) return;
  running_ = true;
  ++number_;
  estimate_ = estimate;
  rate_ = std::min(goal * 1.1, estimate * (failed() ? careful_step : step));
  began_ = now;
  sent_bytes_ = sent_packets_ = 0;
  ends_ = {};
}

std::size_t Probe::padding_due(media::Time now) const {
  if (!running_) return 0;
  const std::size_t planned = rate_.bytes_in(Seconds(now - began_) + tick);
  return planned > sent_bytes_ ? planned - sent_bytes_ : 0;
}

void Probe::sent(std::size_t bytes, media::Time now) {
  if (!running_) return;
  sent_bytes_ += bytes;
  ++sent_packets_;
  if (now - began_ < length || sent_packets_ < packets_least) return;
  running_ = false;
  waiting_ = true;
  ended_ = now;
}

void Probe::reported(const SentPacket& packet, std::optional<std::chrono::microseconds> arrived) {
  if (packet.probe != number_ || number_ == 0) return;
  ++ends_.packets;
  if (!arrived) return;
  if (ends_.received++ == 0) {
    ends_.first_sent = packet.at;
    ends_.first_arrived = *arrived;
    ends_.first_size = packet.size;
  }
  ends_.bytes += packet.size;
  ends_.last_size = packet.size;
  ends_.last_sent = std::max(ends_.last_sent, packet.at);
  ends_.last_arrived = std::max(ends_.last_arrived, *arrived);
}

std::optional<BitRate> Probe::result(media::Time now) {
  if (!waiting_ || (ends_.packets < sent_packets_ && now - ended_ < patience)) return std::nullopt;
  waiting_ = false;
  const auto found = evaluate();
  // If the probe reached the capacity, there is nothing more to find soon, unless the capacity was far away: others
  // that share the path give way slowly.
  wait(found && found->rate > estimate_ * (found->full ? far : 1.05), now);
  return found ? std::optional(found->rate) : std::nullopt;
}

std::optional<Probe::Found> Probe::evaluate() const {
  if (ends_.received < packets_least ||
      static_cast<double>(ends_.received) < whole * static_cast<double>(sent_packets_))
    return std::nullopt;
  const Seconds sending = ends_.last_sent - ends_.first_sent, arriving = ends_.last_arrived - ends_.first_arrived;
  if (sending <= milliseconds(tick) || arriving <= milliseconds(1)) return std::nullopt;
  const BitRate in = BitRate::of(ends_.bytes - ends_.last_size, sending),
                out = BitRate::of(ends_.bytes - ends_.first_size, arriving);
  const bool full = out < in * as_sent;
  return Found{full ? out * 0.95 : std::min(in, out), full};
}

void Probe::wait(bool found, media::Time now) {
  if (found)
    pause_ = milliseconds(0);
  else
    pause_ = std::clamp(pause_ * 2, pause_first, pause_most);
  next_ = now + std::max(pause_, between);
}

void Probe::give_up(media::Time now) {
  if (running_ || waiting_)
    wait(false, now);
  else
    next_ = std::max(next_, now + pause_first);
  running_ = waiting_ = false;
}

void Probe::begin_anew() {
  pause_ = milliseconds(0);
  next_ = {};
}

}  // namespace lethe::congestion
