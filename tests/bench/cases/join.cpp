// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <thread>

#include "pipelines/video/coding/decoder.hpp"
#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"
#include "tests/bench/measuring/told_layout.hpp"

namespace lethe::bench {
namespace {

using namespace std::chrono_literals;
constexpr int joins = 24;
// Longer than the time between two forced key frames, and not in step with the server's ticks.
constexpr auto pause = 1013ms;

std::string faults_in(const video::Pixels& picture, const Layout& layout, int newcomer) {
  if (layout.tiles.empty()) return "there is no layout";
  const auto looks = look_at(picture, layout);
  for (std::size_t i = 0; i < looks.size(); ++i)
    if (layout.tiles[i].sender != newcomer && !looks[i].fault.empty()) return looks[i].fault;
  return {};
}

// The first picture shows everybody who was there, in the layout before or after the newcomer. It has the size of the
// step that is safe for a line of which nothing is known.
void check_first(const ReceivedFrame& frame, media::VideoCodec codec, const Layout& before, const Layout& after,
                 int newcomer) {
  video::Decoder decoder(codec);
  const auto picture = decoder.decode(frame.kept->data).picture;
  if (!picture) expect_no("the first picture cannot be decoded");
  const video::Pixels pixels = picture->pixels();
  const std::string fault = faults_in(pixels, before.scaled_to(pixels.width, pixels.height), newcomer);
  if (!fault.empty()) expect_no(faults_in(pixels, after.scaled_to(pixels.width, pixels.height), newcomer));
}

}  // namespace

Json join(const Options& options) {
  const int residents = options.participants;
  const auto clips = make_clips(residents + 1, {.senders = residents + 1, .codec = options.codec});
  MeasuredRoom room;
  for (int i = 0; i < residents; ++i)
    room.add({.name = "Resident", .clip = clips[static_cast<std::size_t>(i)], .codec = options.codec});
  room.settle(static_cast<std::size_t>(residents));
  const Layout before = room.layout();
  Crowd& crowd = room.crowd();
  const auto tiles_now = [&] { return told_layout(room.server(), room.room(), *crowd.members()[0], crowd.members()); };
  std::vector<double> took_ms;
  for (int i = 0; i < joins; ++i) {
    Attendee& newcomer =
        room.add({.name = "Newcomer", .clip = clips[static_cast<std::size_t>(residents)], .codec = options.codec});
    std::optional<ReceivedFrame> first;
    const bool came = test::eventually([&] {
      return crowd.with_loop([&] {
        if (!newcomer.frames().empty()) first = newcomer.frames()[0];
        return first.has_value();
      });
    });
    if (!came) expect_no("a newcomer received nothing within ten seconds");
    took_ms.push_back(std::chrono::duration<double, std::milli>(first->at - newcomer.offered_at()).count());
    Layout after;
    test::eventually([&] { return (after = tiles_now()).tiles.size() == before.tiles.size() + 1; });
    check_first(*first, options.codec, before, after, residents);
    crowd.remove_last(room.room());
    if (!test::eventually([&] { return tiles_now().tiles.size() == before.tiles.size(); }))
      expect_no("somebody who left is still shown");
    crowd.forget();  // nothing piles up over the joins
    std::this_thread::sleep_for(pause);
  }
  Json result;
  result["joins"] = joins;
  result["first_frame_ms"]["slowest"] = rounded(*std::max_element(took_ms.begin(), took_ms.end()), 1);
  result["first_frame_ms"]["p50"] = rounded(percentile(took_ms, 0.5), 1);
  result["first_frame_ms"]["p95"] = rounded(percentile(took_ms, 0.95), 1);
  return result;
}

}  // namespace lethe::bench
