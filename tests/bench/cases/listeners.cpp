// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

constexpr int talkers = 3;

struct Run {
  Measured cost;
  VideoFindings video;
  AudioFindings audio;
};

Run run(MeasuredRoom& room, int seconds) {
  room.settle(talkers);
  Run run{.cost = room.measure(std::chrono::seconds(seconds)), .video = {}, .audio = {}};
  const auto& everybody = room.crowd().members();
  run.video = check_video(everybody, {room.layout(), canvas_fps}, run.cost.window);
  expect_no(run.video.fault);
  run.audio = check_audio(everybody, {.talkers = talkers, .mixed = talkers_mixed}, run.cost.window);
  expect_no(run.audio.fault);
  return run;
}

}  // namespace

Json listeners(const Options& options) {
  const auto clips = make_clips(talkers, {.senders = talkers, .codec = options.codec});
  MeasuredRoom room;
  for (int i = 0; i < talkers; ++i)
    room.add({.name = "Talker", .clip = clips[static_cast<std::size_t>(i)], .codec = options.codec});
  const Run before = run(room, std::max(2, options.seconds / 2));
  room.crowd().forget();
  // The first one's pictures are looked at; the others must receive the same bytes.
  for (int i = 0; i < options.participants; ++i)
    room.add({.name = "Viewer", .viewer = true, .clip = nullptr, .codec = options.codec, .keeps = i == 0});
  const Run all = run(room, options.seconds);
  Json result;
  tell_cost(all.cost, result);
  tell_latency(all.video.latency_ms, result);
  result["marginal_cores"] = rounded((all.cost.server.cores - before.cost.server.cores) / options.participants, 5);
  result["fps_least"] = rounded(all.video.fps_least, 2);
  result["audio_latest_ms"] = rounded(all.audio.latest_ms, 1);
  result["kbps"] = rounded(all.video.kbps, 0);
  return result;
}

}  // namespace lethe::bench
