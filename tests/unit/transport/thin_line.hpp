// SPDX-License-Identifier: AGPL-3.0-or-later
// A viewer of a meeting in simulated time: what the server sends over a link, by the real classes, on the step chosen
// from the estimates; and what a browser makes of the arrivals.
#pragma once

#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "pipelines/congestion/redundancy_choice.hpp"
#include "pipelines/rtp/rtp_packet.hpp"
#include "pipelines/transport/egress.hpp"
#include "tests/unit/congestion/viewer.hpp"

namespace lethe::transport {

using namespace std::chrono_literals;
using congestion::BitRate;
using congestion::Rung;
using congestion::Seconds;

// How long a browser holds sound back, as libwebrtc's NetEq decides: of the longest delay in each half second, beyond
// the least of the last two, that which 95 % do not exceed; older ones count less.
class SoundBuffer {
 public:
  void add(media::Time sent, media::Time arrived) {
    const double delay = Seconds(arrived - sent).count() * 1000;
    last_.push_back({arrived, delay});
    while (arrived - last_.front().first > 2s) last_.pop_front();
    double least = delay;
    for (const auto& [at, one] : last_) least = std::min(least, one);
    most_ = std::max(most_, delay - least);
    if (arrived - since_ <= 500ms) return;
    since_ = arrived;
    const double kept = std::min(0.983, 1 - 2.0 / ++count_);
    for (double& share : shares_) share *= std::max(kept, 0.0);
    shares_[std::min<std::size_t>(static_cast<std::size_t>(most_ / 20), shares_.size() - 1)] += 1 - std::max(kept, 0.0);
    most_ = 0;
  }
  double target() const {  // ms
    double sum = 0;
    std::size_t i = 0;
    for (; i < shares_.size() && sum < 0.95; ++i) sum += shares_[i];
    return static_cast<double>(i) * 20;
  }

 private:
  std::deque<std::pair<media::Time, double>> last_;
  std::array<double, 100> shares_{};
  double most_ = 0, count_ = 1;
  media::Time since_{1000s};
};

// What was seen within some time.
struct Seen {
  int pictures = 0;
  double gap = 0, queue = 0, buffer = 0;  // s, s, ms in the mean
};

class ThinLine {
 public:
  congestion::Bottleneck line;
  media::Time now{1000s};
  std::size_t best = 0;

  ThinLine(BitRate link, unsigned seed) : line(link, seed), random_(seed) {
    line.delay = 1ms;
    apply();
  }

  std::size_t step() const { return std::max(best, static_cast<std::size_t>(choice_.step())); }

  Seen run(std::chrono::milliseconds time) {
    seen_ = {};
    last_shown_ = std::max(last_shown_, now);
    double buffer = 0;
    int count = 0;
    for (const auto end = now + time; now < end; now += 1ms, ++millisecond_) {
      tick();
      seen_.queue = std::max(seen_.queue, line.queue(now).count());
      seen_.gap = std::max(seen_.gap, Seconds(now - last_shown_).count());
      buffer += sound_.target();
      ++count;
    }
    seen_.buffer = buffer / count;
    return seen_;
  }

 private:
  struct Frame {
    std::uint16_t first = 0, last = 0;
    bool whole = false, key = false, done = false;  // whole: its last packet was sent
  };
  struct Told {
    congestion::Feedback feedback;
    media::Time known;
  };

  // Of a composite of plain pictures, kbit/s.
  double picture_kbps() const {
    const auto& s = congestion::ladder()[step()].step;
    return std::min<double>(s.video_kbps, std::max(18.0, 60 + 110.0 * s.height / 720 * s.fps / 25));
  }
  std::size_t key_bytes() const {
    return 1500 + 9 * static_cast<std::size_t>(congestion::ladder()[step()].step.height);
  }

  void tick() {
    deliver();
    sounds();
    pictures();
    if (millisecond_ % 20 == 0) {
      if (const auto& stream = egress_.current()) egress_.go_on(histories_[*stream], outlet_, now);
      if (const std::size_t bytes = estimator_.padding_due(now); bytes > 0) {
        egress_.pad(bytes, outlet_, now);
      }
    }
    if (millisecond_ % 100 == 0) {
      feed_back();
      // As a browser that cannot decode for so long.
      if (now - last_shown_ > 3s && now - asked_for_key_ > 3s && !frames_.empty()) {
        key_ = true;
        asked_for_key_ = now;
      }
    }
    while (!on_way_.empty() && on_way_.front().first <= now) {
      heard(on_way_.front().second);
      on_way_.pop_front();
    }
    for (auto one = asked_.begin(); one != asked_.end();)
      if (one->second.at > now) {
        ++one;
      } else {
        const std::uint16_t sequence = one->first;
        if (egress_.current()) egress_.resend(std::span(&sequence, 1), histories_[*egress_.current()], outlet_, now);
        one->second.at += 100ms;
        one = ++one->second.times > 10 ? asked_.erase(one) : std::next(one);
      }
  }

  void sounds() {
    if (now < sound_at_) return;
    const Rung& next = congestion::ladder()[step()];
    sound_at_ = now + std::chrono::milliseconds(next.sound_ms);
    const media::Bytes payload(static_cast<std::size_t>(next.sound_kbps * next.sound_ms / 8), 1);
    const media::OpusFrame frame{static_cast<std::uint32_t>(millisecond_ * 48),
                                 static_cast<std::uint32_t>(next.sound_ms * 48), now, payload};
    int copies = estimator_.full() ? 0 : redundancy_.copies(now);
    const auto allowed =
        static_cast<int>((estimator_.estimate() * 0.5).bytes_in(Seconds(next.sound_ms / 1000.0)) / payload.size());
    copies = std::min(copies, std::max(0, allowed - 1));
    audio_.send(frame, copies, outlet_, now);
  }

  void pictures() {
    const Rung& rung = congestion::ladder()[step()];
    if (rung.step.fps == 0) return;
    if (shown_step_ != step()) {
      shown_step_ = step();
      key_ = true;
    }
    const bool beat = millisecond_ % (1000 / rung.step.fps) == 0;
    if (!(key_ && millisecond_ % 40 == 0) && !beat) return;
    media::EncodedFrame frame;
    frame.codec = stream().codec;
    frame.key = std::exchange(key_, false);
    frame.rtp_timestamp = static_cast<std::uint32_t>(millisecond_ * 90);
    frame.at = now;
    const double share = picture_kbps() * 1000 / 8 / rung.step.fps;
    const double factor = std::exp(std::normal_distribution<>(0, 0.35)(random_)) * 0.94;
    frame.data.assign(frame.key ? key_bytes() : static_cast<std::size_t>(std::max(20.0, share * factor)), 7);
    frame.data[0] = frame.key ? 0x80 : 0x84;
    const auto payload = PacketHistory::payload_for(rung.step.video_kbps);
    auto& history = histories_.try_emplace(stream(), payload).first->second;
    const bool begins = egress_.begins_frame(stream(), frame, history.next());
    const auto first = history.add(frame);
    if (begins) egress_.send(history, first, outlet_, now);
  }

  media::Stream stream() const {
    const auto& s = congestion::ladder()[step()].step;
    return {.view = 1,
            .step = static_cast<int>(step()),
            .codec = s.height <= 180 ? media::VideoCodec::Vp9 : media::VideoCodec::Vp8};
  }

  void left(std::span<std::uint8_t> bytes) {
    const auto packet = parse_rtp(bytes);
    const std::size_t size = bytes.size() + 16 + 28;
    estimator_.sent(static_cast<std::uint16_t>(outlet_.sequence - 1), size, now);
    const auto arrival = line.pass(size, now);
    told_.push_back(
        {{static_cast<std::uint16_t>(outlet_.sequence - 1), arrival.has_value(),
          std::chrono::duration_cast<std::chrono::microseconds>(arrival.value_or(now).time_since_epoch()) + 77s},
         arrival.value_or(now + line.delay)});
    if (packet->ssrc == 1) {
      if (arrival) sound_.add(now, *arrival);
      return;
    }
    std::uint16_t sequence = packet->sequence;
    if (packet->ssrc == 3) {
      if (packet->payload.size() < 2) return;
      sequence = static_cast<std::uint16_t>(packet->payload[0] << 8 | packet->payload[1]);
    } else {
      const auto codec = packet->payload_type == 98 ? media::VideoCodec::Vp9 : media::VideoCodec::Vp8;
      const auto info = payload_format(codec).parse(packet->payload);
      if (frames_.empty() || frames_.back().whole)
        frames_.push_back({sequence, sequence, false, info && info->key, false});
      frames_.back().last = sequence;
      frames_.back().whole = packet->marker;
    }
    if (arrival) arriving_.push_back({*arrival, sequence});
  }

  void deliver() {
    while (!told_.empty() && told_.front().known <= now) {
      waiting_.push_back(told_.front().feedback);
      told_.pop_front();
    }
    bool any = false;
    for (; !arriving_.empty() && arriving_.front().first <= now; arriving_.pop_front()) {
      any = true;
      const std::uint16_t sequence = arriving_.front().second;
      has_.insert(sequence);
      asked_.erase(sequence);
      if (!newest_) newest_ = static_cast<std::uint16_t>(sequence - 1);
      for (; static_cast<std::int16_t>(sequence - *newest_) > 0;) {
        ++*newest_;
        has_.erase(static_cast<std::uint16_t>(*newest_ + 0x8000));
        if (!has_.contains(*newest_)) asked_[*newest_] = {now + 5ms, 0};
      }
    }
    if (any) show();
  }

  bool complete(const Frame& frame) const {
    if (!frame.whole) return false;
    for (std::uint16_t s = frame.first; s != static_cast<std::uint16_t>(frame.last + 1); ++s)
      if (!has_.contains(s)) return false;
    return true;
  }

  void show() {
    for (bool again = true; again;) {
      again = false;
      if (frames_.empty()) return;
      if (complete(frames_.front())) {
        frames_.pop_front();
        ++seen_.pictures;
        last_shown_ = now;
        again = true;
        continue;
      }
      // A whole key frame later on ends the wait for what came before.
      for (std::size_t i = 1; i < frames_.size(); ++i)
        if (frames_[i].key && complete(frames_[i])) {
          frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(i));
          again = true;
          break;
        }
    }
  }

  void feed_back() {
    if (!waiting_.empty()) on_way_.push_back({now + 5ms, std::exchange(waiting_, {})});
  }

  void heard(const std::vector<congestion::Feedback>& feedback) {
    const auto queue = std::chrono::duration_cast<std::chrono::milliseconds>(line.queue(now));
    estimator_.feedback(feedback, 50ms + queue / 2, now);
    for (const auto& one : feedback)
      if (!estimator_.full()) redundancy_.add(!one.received, now);
    if (estimator_.drains(now)) egress_.pace().hold(now + congestion::Pace::held_for);
    const double share = congestion::picture_share(estimator_.estimate(), estimator_.full());
    egress_.pace().set(estimator_.limited() ? std::optional(estimator_.estimate() * share) : std::nullopt, now);
    const int kbit = std::max(1, static_cast<int>(estimator_.estimate().kbit()));
    if (std::abs(kbit - told_kbit_) < told_kbit_ * 0.05 && now - told_at_ < 1s) return;
    told_kbit_ = kbit;
    told_at_ = now;
    const std::size_t before = step();
    choice_.hear(kbit, now);
    if (step() != before) apply();
  }

  void apply() {
    const auto& s = congestion::ladder()[step()].step;
    egress_.watch(s.fps > 0 ? std::optional(stream()) : std::nullopt);
    estimator_.set_goal(BitRate::kbit(costs_[best] * 6 / 5));
  }

  std::vector<int> costs_ = congestion::costs_of(congestion::ladder());
  room::StepChoice choice_{costs_, media::Time{1000s}};
  congestion::BandwidthEstimator estimator_;
  congestion::RedundancyChoice redundancy_;
  Tallies tallies_;
  std::map<media::Stream, PacketHistory> histories_;
  VideoEgress egress_{
      {.ssrc = 2, .payload_type = 96, .transport_cc_id = 3, .abs_send_time_id = 4, .mid = {}},
      RtpSenderSettings{.ssrc = 3, .payload_type = 97, .transport_cc_id = 3, .abs_send_time_id = 4, .mid = {}},
      tallies_,
      {.media = 98, .rtx = 99}};
  AudioEgress audio_{
      {.ssrc = 1, .payload_type = 111, .clock_rate = 48'000, .transport_cc_id = 3, .abs_send_time_id = 4, .mid = {}},
      63};
  Outlet outlet_{.send = [this](std::span<std::uint8_t> buffer, std::size_t size) { left(buffer.first(size)); }};
  std::mt19937 random_;
  SoundBuffer sound_;
  int millisecond_ = 0;
  std::size_t shown_step_ = 99;
  media::Time sound_at_{1000s}, last_shown_{}, asked_for_key_{};
  bool key_ = true;
  int told_kbit_ = 0;
  media::Time told_at_{};
  std::deque<Frame> frames_;
  std::deque<std::pair<media::Time, std::uint16_t>> arriving_;
  std::set<std::uint16_t> has_;
  std::optional<std::uint16_t> newest_;
  struct Asked {
    media::Time at;
    int times = 0;
  };
  std::map<std::uint16_t, Asked> asked_;
  std::deque<Told> told_;
  std::vector<congestion::Feedback> waiting_;
  std::deque<std::pair<media::Time, std::vector<congestion::Feedback>>> on_way_;
  Seen seen_;
};

}  // namespace lethe::transport
