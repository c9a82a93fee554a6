// SPDX-License-Identifier: AGPL-3.0-or-later
// A link in simulated time: a queue before a fixed rate, with delay and random loss, and flows that share it. Each flow
// sends pictures and sound at a share of its estimate, and gets feedback every 100 ms.
#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "pipelines/congestion/bandwidth_estimator.hpp"

namespace lethe::congestion {

using namespace std::chrono_literals;

class Bottleneck {
 public:
  BitRate rate;
  std::chrono::microseconds delay = 20ms, queue_most = 500ms, jitter = 0ms;
  double loss = 0;

  explicit Bottleneck(BitRate link, unsigned seed = 7) : rate(link), random_(seed) {}

  // When a packet that is sent now arrives; nothing: it is lost.
  std::optional<media::Time> pass(std::size_t bytes, media::Time now) {
    free_at_ = std::max(free_at_, now);
    if (free_at_ - now > queue_most) return std::nullopt;
    free_at_ += std::chrono::duration_cast<media::Clock::duration>(
        Seconds(static_cast<double>(bytes) * 8 / rate.kbit() / 1000));
    const media::Time arrival = free_at_ + delay + jitter * static_cast<int>(random_() % 100) / 100;
    if (std::uniform_real_distribution<>(0, 1)(random_) < loss) return std::nullopt;
    last_ = std::max(last_, arrival);  // jitter does not reorder
    return last_;
  }
  Seconds queue(media::Time now) const { return std::max<Seconds>(free_at_ - now, Seconds(0)); }

 private:
  media::Time free_at_{}, last_{};
  std::mt19937 random_;
};

class Flow {
 public:
  BandwidthEstimator estimator;
  // What media are sent at; by default all that the estimator allows.
  std::function<BitRate(BitRate)> media = [](BitRate estimate) { return estimate * 0.95; };
  int fps = 25, sound_ms = 20;
  std::size_t sound_bytes = 110;
  std::size_t padding = 0, sent = 0;  // bytes

  void tick(Bottleneck& line, media::Time now, int millisecond) {
    deliver(now);
    if (millisecond % sound_ms == 0) send(line, sound_bytes, now);
    if (millisecond % 20 == 0) {
      for (std::size_t due = estimator.padding_due(now); due > 0; due -= std::min<std::size_t>(due, 290)) {
        padding += 290;
        send(line, 290, now);
      }
    }
    if (millisecond % (1000 / fps) == 0) {
      const double rate = std::max(
          0.0, media(estimator.estimate()).kbit() - BitRate::of(sound_bytes, Seconds(sound_ms / 1000.0)).kbit());
      for (std::size_t left = BitRate::kbit(rate).bytes_in(Seconds(1.0 / fps)); left > 60;) {
        const std::size_t size = std::min<std::size_t>(left, 1200);
        send(line, size, now);
        left -= size;
      }
    }
    if (millisecond % 100 == 0) feed_back(line, now);
  }

 private:
  struct Told {
    Feedback feedback;
    media::Time known;
  };
  void send(Bottleneck& line, std::size_t bytes, media::Time now) {
    sent += bytes;
    estimator.sent(sequence_, bytes, now);
    const auto arrival = line.pass(bytes, now);
    // A loss is known with what arrives after it.
    told_.push_back(
        {{sequence_++, arrival.has_value(),
          std::chrono::duration_cast<std::chrono::microseconds>(arrival.value_or(now).time_since_epoch()) + 77s},
         arrival.value_or(now + line.delay)});
  }
  void deliver(media::Time now) {
    while (!told_.empty() && told_.front().known <= now) {
      waiting_.push_back(told_.front().feedback);
      told_.pop_front();
    }
  }
  void feed_back(const Bottleneck& line, media::Time now) {
    if (waiting_.empty()) return;
    on_way_.push_back({now + line.delay, std::exchange(waiting_, {})});
    while (!on_way_.empty() && on_way_.front().first <= now) {
      estimator.feedback(on_way_.front().second, 50ms, now);
      on_way_.pop_front();
    }
  }

  std::uint16_t sequence_ = 65'000;
  std::deque<Told> told_;
  std::vector<Feedback> waiting_;
  std::deque<std::pair<media::Time, std::vector<Feedback>>> on_way_;
};

// Runs flows over a line, millisecond by millisecond.
class World {
 public:
  explicit World(BitRate link, std::size_t count = 1, unsigned seed = 7) : line(link, seed), flows(count) {}
  Bottleneck line;
  std::vector<Flow> flows;
  media::Time now{1000s};

  void run(
      std::chrono::milliseconds time, const std::function<void()>& each = [] {}) {
    for (auto end = now + time; now < end; now += 1ms, ++millisecond_) {
      for (Flow& flow : flows) flow.tick(line, now, millisecond_);
      each();
    }
  }
  // The mean of the first flow's estimate over a time, kbit/s.
  double mean(std::chrono::milliseconds time, std::size_t flow = 0) {
    double sum = 0;
    int count = 0;
    run(time, [&] {
      sum += flows[flow].estimator.estimate().kbit();
      ++count;
    });
    return sum / count;
  }

 private:
  int millisecond_ = 0;
};

}  // namespace lethe::congestion
