// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <map>

#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/measuring/measured_room.hpp"

namespace lethe::bench {
namespace {

using namespace std::chrono_literals;
constexpr int in_each = 2, slow_fps = 2;

}  // namespace

// Cameras and composites have a few pictures a second: forty composites at full rate are more than the machine can
// encode, at the floor too, and this is about starting and about memory.
Json rooms(const Options& options) {
  const int count = options.participants;
  const auto clips = make_clips(in_each, {.senders = in_each, .codec = options.codec});
  test::LetheServer server(bench_configuration(slow_fps));
  Crowd crowd(server);
  const auto start = media::Clock::now();
  for (int i = 0; i < count; ++i) {
    const std::string room = server.make_room();
    for (const auto& clip : clips)
      crowd.add(room, {.name = "Bench", .clip = clip, .fps = slow_fps, .codec = options.codec});
  }
  const bool all = crowd.settles(1, 60s);
  const std::chrono::duration<double> took = media::Clock::now() - start;
  if (!all) expect_no("not everybody receives within a minute");

  // At rest, on the best step: what the safe one needed before goes back to the system. The least of some seconds.
  std::map<pid_t, double> least_mb;
  test::eventually(
      [&] {
        for (const pid_t pid : server.media_processes())
          if (const auto held = test::holdings(pid); held.threads > 1) {
            const double now = double(held.private_kb) / 1024;
            const auto [least, added] = least_mb.try_emplace(pid, now);
            least->second = std::min(least->second, now);
          }
        return false;
      },
      8s);
  std::vector<double> private_mb;
  for (const auto& [pid, least] : least_mb) private_mb.push_back(least);
  if (private_mb.size() != static_cast<std::size_t>(count))
    expect_no("there are " + std::to_string(private_mb.size()) + " media processes with a room");
  Json result;
  result["rooms"] = count;
  result["fps"] = slow_fps;
  result["participants"] = count * in_each;
  result["started_s"] = rounded(took.count(), 2);
  result["private_mb_each"] = rounded(percentile(private_mb, 0.5), 1);
  result["private_mb_most"] = rounded(private_mb.back(), 1);
  result["control_private_mb"] = rounded(double(test::holdings(server.pid()).private_kb) / 1024, 1);
  return result;
}

}  // namespace lethe::bench
