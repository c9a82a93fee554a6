// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdexcept>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

constexpr int visible = 16;
constexpr std::size_t kept = 3;  // of whom frames and sound are kept; the others must receive the same bytes

}  // namespace

Json hundred(const Options& options) {
  const int participants = options.participants;
  const auto clips = make_clips(participants, {.senders = participants, .pictures = 100, .codec = options.codec});
  MeasuredRoom room;
  const auto reply = room.server().ask("PUT", "/api/v1/rooms/" + room.room() + "/layout", room.server().api_key(),
                                       Json{{"kind", "gallery"}, {"tiles", visible}}.dump());
  if (reply.status / 100 != 2) throw std::runtime_error("the layout was refused: " + reply.body);
  for (std::size_t i = 0; i < clips.size(); ++i)
    room.add({.name = "Bench", .clip = clips[i], .codec = options.codec, .obeys = true, .keeps = i < kept});
  room.settle(visible);
  const Measured measured = room.measure(std::chrono::seconds(options.seconds));
  const auto& everybody = room.crowd().members();
  const auto video = check_video(everybody, {room.layout(), canvas_fps}, measured.window);
  expect_no(video.fault);
  const auto audio = check_audio(everybody, {.talkers = participants, .mixed = talkers_mixed}, measured.window);
  expect_no(audio.fault);
  Json result;
  tell_cost(measured, result);
  tell_latency(video.latency_ms, result);
  result["visible"] = visible;
  result["cores_each"] = rounded(measured.server.cores / participants, 5);
  result["fps_least"] = rounded(video.fps_least, 2);
  result["audio_latest_ms"] = rounded(audio.latest_ms, 1);
  result["kbps"] = rounded(video.kbps, 0);
  return result;
}

}  // namespace lethe::bench
