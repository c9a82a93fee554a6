// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdexcept>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/floor/floor.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

struct LadderStep {
  const char* name;  // as in bench_configuration()
  int width, height, fps, kbps;
};
constexpr LadderStep ladder[] = {{"720p", 1280, 720, 25, 1000},
                                 {"540p", 960, 540, 25, 700},
                                 {"360p", 640, 360, 25, 400},
                                 {"270p", 480, 270, 15, 200}};
constexpr std::size_t steps_used = std::size(ladder);

FloorSpec floor_of(const Layout& layout, int participants, const Options& options) {
  FloorSpec spec;
  spec.layout = layout;
  for (const LadderStep& step : ladder)
    spec.encodes.push_back({options.codec, step.width, step.height, step.fps, step.kbps});
  spec.talkers = std::min(participants, talkers_mixed);
  spec.mixes = spec.talkers + (participants > talkers_mixed ? 1 : 0);
  return spec;
}

}  // namespace

Json steps(const Options& options) {
  const int participants = options.participants;
  const auto clips = make_clips(participants, {.senders = participants, .codec = options.codec});
  Json result;
  Layout layout;
  {
    MeasuredRoom room;
    for (const auto& clip : clips) room.add({.name = "Bench", .clip = clip, .codec = options.codec});
    room.settle(static_cast<std::size_t>(participants));
    const auto& everybody = room.crowd().members();
    for (std::size_t i = 0; i < everybody.size(); ++i) room.choose(*everybody[i], ladder[i % steps_used].name);
    room.settle(static_cast<std::size_t>(participants));
    // What is remembered begins with a key frame of the step that each has now.
    room.crowd().forget();
    for (const auto& one : everybody) one->peer().request_key_frame();
    room.settle(static_cast<std::size_t>(participants));
    layout = room.layout();
    const Measured measured = room.measure(std::chrono::seconds(options.seconds));
    for (std::size_t s = 0; s < steps_used; ++s) {
      std::vector<std::size_t> viewers;
      for (std::size_t i = s; i < everybody.size(); i += steps_used) viewers.push_back(i);
      const auto found =
          check_video(everybody, viewers, {layout.scaled_to(ladder[s].width, ladder[s].height), double(ladder[s].fps)},
                      measured.window);
      if (!found.fault.empty()) throw std::runtime_error(std::string(ladder[s].name) + ": " + found.fault);
      result["steps"][ladder[s].name] = {{"fps_least", rounded(found.fps_least, 2)}, {"kbps", rounded(found.kbps, 0)}};
    }
    expect_no(check_audio(everybody, {.talkers = participants, .mixed = talkers_mixed}, measured.window).fault);
    tell_cost(measured, result);
  }
  tell_floor(floor_of(layout, participants, options), clips, result);
  return result;
}

}  // namespace lethe::bench
