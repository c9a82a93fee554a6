// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {

Json latency(const Options& options) {
  const int participants = options.participants;
  const auto clips = make_clips(participants, {.senders = participants, .codec = options.codec});
  MeasuredRoom room;
  for (const auto& clip : clips) room.add({.name = "Bench", .clip = clip, .codec = options.codec});
  room.settle(static_cast<std::size_t>(participants));
  const Measured measured = room.measure(std::chrono::seconds(options.seconds));
  const auto found = check_video(room.crowd().members(), {room.layout(), canvas_fps}, measured.window);
  expect_no(found.fault);
  if (found.latency_ms.empty()) expect_no("no picture was recognised");
  Json result;
  tell_cost(measured, result);
  tell_latency(found.latency_ms, result);
  result["latency_ms"]["pictures"] = found.latency_ms.size();
  result["latency_ms"]["most"] = rounded(*std::max_element(found.latency_ms.begin(), found.latency_ms.end()), 1);
  return result;
}

}  // namespace lethe::bench
