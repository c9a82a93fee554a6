// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/floor/floor.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

constexpr int all_talk_up_to = 100, talkers_otherwise = 3;
constexpr double late_most_ms = 40;

}  // namespace

Json audio(const Options& options) {
  const int participants = options.participants;
  const int talkers = participants <= all_talk_up_to ? participants : talkers_otherwise;
  const auto clips = make_clips(talkers, {.senders = talkers, .video = false});
  const auto silence = make_silence();
  MeasuredRoom room;
  for (int i = 0; i < participants; ++i)
    room.add({.name = "Bench", .clip = i < talkers ? clips[static_cast<std::size_t>(i)] : silence, .video = false});
  room.settle();
  const Measured measured = room.measure(std::chrono::seconds(options.seconds));
  const AudioFindings found =
      check_audio(room.crowd().members(), {.talkers = talkers, .mixed = talkers_mixed}, measured.window);
  expect_no(found.fault);
  if (found.latest_ms > late_most_ms) expect_no("a packet was " + std::to_string(found.latest_ms) + " ms late");

  FloorSpec spec;
  spec.talkers = std::min(talkers, talkers_mixed);
  spec.mixes = spec.talkers + (participants > spec.talkers ? 1 : 0);
  Json result;
  tell_cost(measured, result);
  result["talkers"] = talkers;
  result["cores_each"] = rounded(measured.server.cores / participants, 5);
  tell_floor(spec, clips, result);
  result["audio_latest_ms"] = rounded(found.latest_ms, 1);
  result["packets_least"] = rounded(found.packets_least, 2);
  return result;
}

}  // namespace lethe::bench
