// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <stdexcept>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/floor/floor.hpp"
#include "tests/bench/floor/naive.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

using Clips = std::vector<std::shared_ptr<const Clip>>;

// The room size before this one, by whose cost the marginal participant is known.
int size_before(int participants) {
  int before = 0;
  for (const int size : {2, 4, 9, 16, 25})
    if (size < participants) before = size;
  return before;
}

void add_up_to(MeasuredRoom& room, int participants, const Clips& clips, media::VideoCodec codec) {
  for (int i = static_cast<int>(room.crowd().size()); i < participants; ++i)
    room.add({.name = "Bench " + std::to_string(i), .clip = clips[static_cast<std::size_t>(i)], .codec = codec});
}

struct Run {
  Measured cost;
  VideoFindings video;
  AudioFindings audio;
};

Run run(MeasuredRoom& room, int participants, int seconds) {
  room.settle(static_cast<std::size_t>(participants));
  Run run{.cost = room.measure(std::chrono::seconds(seconds)), .video = {}, .audio = {}};
  const auto& everybody = room.crowd().members();
  run.video = check_video(everybody, {room.layout(), canvas_fps, as_sent}, run.cost.window);
  run.audio = check_audio(everybody, {.talkers = participants, .mixed = talkers_mixed}, run.cost.window);
  for (const std::string& fault : {run.video.fault, run.audio.fault})
    if (!fault.empty()) throw std::runtime_error(std::to_string(participants) + " participants: " + fault);
  return run;
}

void compare(const Layout& layout, const Options& options, const Clips& clips, Json& result) {
  const int participants = options.participants;
  FloorSpec spec;
  spec.layout = layout;
  spec.encodes = {{options.codec, canvas_width, canvas_height, canvas_fps, canvas_bitrate}};
  spec.talkers = std::min(participants, talkers_mixed);
  spec.mixes = spec.talkers + (participants > talkers_mixed ? 1 : 0);
  const FloorCost floor = tell_floor(spec, clips, result);
  result["floor"] = {{"video_cores", rounded(floor.video_cores, 4)},
                     {"audio_cores", rounded(floor.audio_cores, 4)},
                     {"decode_ms", rounded(floor.decode_ms, 3)},
                     {"encode_ms", rounded(floor.encode_ms, 3)},
                     {"kbps", rounded(floor.kbps, 0)},
                     {"ssim", rounded(floor.ssim, 4)}};
  if (!options.naive) return;
  if (const auto naive = measure_naive(layout, options.codec, canvas_bitrate, clips)) {
    result["naive_cores"] = rounded(*naive, 3);
    result["ratio_naive"] = rounded(result["server_cores"].get<double>() / *naive, 3);
  }
}

}  // namespace

Json density(const Options& options) {
  const int participants = options.participants;
  const Clips clips = make_clips(participants, {.senders = participants, .codec = options.codec});
  Json result;
  Layout layout;
  {
    MeasuredRoom room(bench_configuration());
    std::optional<Run> before;
    if (const int fewer = size_before(participants); fewer > 0) {
      add_up_to(room, fewer, clips, options.codec);
      before = run(room, fewer, std::max(2, options.seconds / 2));
      room.crowd().forget();
    }
    const int joined = participants - static_cast<int>(room.crowd().size());
    add_up_to(room, participants, clips, options.codec);
    const Run all = run(room, participants, options.seconds);
    layout = room.layout();
    tell_cost(all.cost, result);
    if (before) {
      const auto per_head = [&](double more, double less) { return rounded((more - less) / joined, 4); };
      result["marginal_cores"] = per_head(all.cost.server.cores, before->cost.server.cores);
      result["marginal_transport_cores"] =
          per_head(all.cost.server.threads.at("network"), before->cost.server.threads.at("network"));
    }
    tell_latency(all.video.latency_ms, result);
    result["fps_least"] = rounded(all.video.fps_least, 2);
    result["fresh_least"] = rounded(all.video.fresh_least, 2);
    result["gap_most_ms"] = rounded(all.video.gap_most_ms, 0);
    result["kbps"] = rounded(all.video.kbps, 0);
    result["composites_checked"] = all.video.pictures_checked;
    result["audio_latest_ms"] = rounded(all.audio.latest_ms, 1);
    result["ssim"] = rounded(fidelity(all.video.specimens, layout, clips), 4);
  }
  compare(layout, options, clips, result);
  return result;
}

}  // namespace lethe::bench
