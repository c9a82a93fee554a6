// SPDX-License-Identifier: AGPL-3.0-or-later
// A viewer in simulated time: one flow over a link, which sends what the step chosen from its estimates needs, as
// control and the media process do together.
#pragma once

#include <span>

#include "mcu/room/scene/step_choice.hpp"
#include "tests/unit/congestion/bottleneck.hpp"

namespace lethe::congestion {

struct Rung {
  room::StepView step;
  int sound_kbps, sound_ms;
};

// As in config/default.yaml.
inline const std::vector<Rung>& ladder() {
  static const std::vector<Rung> all{{{"720p", 1280, 720, 25, 1200}, 32, 20}, {{"540p", 960, 540, 25, 700}, 32, 20},
                                     {{"360p", 640, 360, 25, 400}, 32, 20},   {{"360p15", 640, 360, 15, 170}, 24, 40},
                                     {{"270p", 480, 270, 15, 130}, 24, 40},   {{"180p", 320, 180, 15, 80}, 16, 60},
                                     {{"thin", 320, 180, 6, 18}, 10, 60},     {{"stills", 320, 180, 1, 10}, 8, 120},
                                     {{"audio", 0, 0, 0, 0}, 6, 120}};
  return all;
}

inline std::vector<int> costs_of(std::span<const Rung> rungs) {
  std::vector<int> costs;
  for (const Rung& rung : rungs) costs.push_back(room::line_kbps(rung.step, rung.sound_kbps, rung.sound_ms));
  return costs;
}

class Viewer {
 public:
  World world;
  std::size_t best = 0;  // step that it may have, an index of the ladder
  double simple = 1;     // what a simple picture takes, of its step's rate
  int changes = 0;       // of the step

  Viewer(BitRate link, unsigned seed) : world(link, 1, seed) {
    flow().media = [this](BitRate) { return rate(); };
    apply();
  }

  Flow& flow() { return world.flows[0]; }
  std::size_t step() const { return std::max(best, static_cast<std::size_t>(choice_.step())); }

  void run(
      std::chrono::milliseconds time, const std::function<void()>& each = [] {}) {
    world.run(time, [&] {
      hear();
      each();
    });
  }
  // How long until it is on that step or a better one; `most`: not within that.
  Seconds until(std::size_t wanted, std::chrono::milliseconds most) {
    const media::Time since = world.now;
    while (step() > wanted && world.now - since < most) run(10ms);
    return world.now - since;
  }
  void apply() {
    const Rung& rung = ladder()[step()];
    flow().fps = std::max(1, rung.step.fps);
    flow().sound_ms = rung.sound_ms;
    flow().sound_bytes = static_cast<std::size_t>(rung.sound_kbps * rung.sound_ms / 8 + 68);
    flow().estimator.set_goal(BitRate::kbit(costs_[best] * 6 / 5));
  }

 private:
  // With headers and sound.
  BitRate rate() const {
    const Rung& rung = ladder()[step()];
    return BitRate::kbit(
        rung.step.video_kbps * simple * 1.06 +
        BitRate::of(static_cast<std::size_t>(rung.sound_kbps * rung.sound_ms / 8 + 68), Seconds(rung.sound_ms / 1000.0))
            .kbit());
  }
  // As the media process tells estimates.
  void hear() {
    const BandwidthEstimator& estimator = flow().estimator;
    if (!estimator.settled()) return;
    const int kbit = std::max(1, static_cast<int>(estimator.estimate().kbit()));
    if (std::abs(kbit - told_) < told_ * 0.05 && world.now - told_at_ < 1s) return;
    told_ = kbit;
    told_at_ = world.now;
    const std::size_t before = step();
    choice_.hear(kbit, world.now);
    if (step() == before) return;
    ++changes;
    apply();
  }

  std::vector<int> costs_ = costs_of(ladder());
  room::StepChoice choice_{costs_, media::Time{1000s}};
  int told_ = 0;
  media::Time told_at_{};
};

}  // namespace lethe::congestion
