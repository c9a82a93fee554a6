// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <cmath>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"
#include "tests/bench/measuring/vp8_quantiser.hpp"

namespace lethe::bench {
namespace {

constexpr int loop_seconds = 10;  // of a clip: windows of that length hold the same pictures

struct Quality {
  double kbps = 0, quantiser = 0;
  int key_frames = 0;
};

Quality quality_of(const Attendee& viewer, const Window& window) {
  Quality quality;
  double bytes = 0, quantisers = 0;
  int frames = 0;
  for (const ReceivedFrame& frame : viewer.frames()) {
    if (!window.holds(frame.at)) continue;
    bytes += static_cast<double>(frame.size);
    quality.key_frames += frame.key ? 1 : 0;
    if (const auto quantiser = vp8_quantiser(frame.kept->data)) quantisers += *quantiser, ++frames;
  }
  quality.kbps = bytes * 8 / 1000 / window.seconds();
  quality.quantiser = frames == 0 ? 0 : quantisers / frames;
  return quality;
}

Json told(const Quality& quality) {
  return {{"kbps", rounded(quality.kbps, 1)},
          {"quantiser", rounded(quality.quantiser, 2)},
          {"key_frames", quality.key_frames}};
}

double change(double before, double after) { return rounded((after - before) / before * 100, 2); }

}  // namespace

Json keyframes(const Options& options) {
  if (options.codec != media::VideoCodec::Vp8) expect_no("the quantiser is read from VP8 only");
  const int participants = options.participants;
  const auto length = std::chrono::seconds(std::max(1, options.seconds / loop_seconds) * loop_seconds);
  const auto clips = make_clips(participants, {.senders = participants});
  std::atomic<bool> loses{false};
  MeasuredRoom room;
  for (const auto& clip : clips) {
    AttendeeSpec spec{.name = "Bench", .clip = clip};
    // The last one loses a tenth of the packets that it receives, when told to.
    if (clip == clips.back())
      spec.lose_incoming = [&loses](std::uint64_t index, bool) {
        return loses && (index * 2'654'435'761 >> 16) % 10 == 0;
      };
    room.add(std::move(spec));
  }
  room.settle(static_cast<std::size_t>(participants));
  const auto& everybody = room.crowd().members();
  std::vector<std::size_t> others(static_cast<std::size_t>(participants - 1));
  for (std::size_t i = 0; i < others.size(); ++i) others[i] = i;

  const auto measure = [&](bool lossy) {
    room.crowd().forget();
    loses = lossy;
    for (const auto& one : everybody) one->peer().request_key_frame();  // with which the memory begins again
    room.settle(static_cast<std::size_t>(participants));
    const Measured measured = room.measure(length);
    const auto found = check_video(everybody, others, {room.layout(), canvas_fps}, measured.window);
    expect_no(found.fault);
    return std::pair{quality_of(*everybody[0], measured.window), measured};
  };
  // The loss lies between two intervals without, so that what drifts does not count.
  const Quality first = measure(false).first;
  const auto [with_loss, lossy] = measure(true);
  double lost_fps = 0;
  for (const ReceivedFrame& frame : everybody.back()->frames()) lost_fps += lossy.window.holds(frame.at) ? 1 : 0;
  const Quality last = measure(false).first;
  const Quality without{(first.kbps + last.kbps) / 2, (first.quantiser + last.quantiser) / 2,
                        first.key_frames + last.key_frames};

  Json result;
  tell_cost(lossy, result);
  result["without_loss"] = told(without);
  result["with_loss"] = told(with_loss);
  result["bitrate_change_percent"] = change(without.kbps, with_loss.kbps);
  result["quantiser_change_percent"] = change(without.quantiser, with_loss.quantiser);
  result["drift_percent"] = {{"bitrate", change(first.kbps, last.kbps)},
                             {"quantiser", change(first.quantiser, last.quantiser)}};
  const auto stats = everybody.back()->peer().stats();
  result["loser"] = {{"fps", rounded(lost_fps / lossy.window.seconds(), 2)},
                     {"packets_lost", stats.lost_on_purpose},
                     {"nacks", stats.nacks_out},
                     {"rtx_received", stats.rtx_in}};
  return result;
}

}  // namespace lethe::bench
