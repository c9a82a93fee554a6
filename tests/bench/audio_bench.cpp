// SPDX-License-Identifier: AGPL-3.0-or-later
// Cost of the audio mix: seats that all talk at once, in CPU time of the tick alone (decode, mix, encode).
// Prints one JSON object a line; senders are encoded beforehand.
#include <cstdio>
#include <ctime>

#include "pipelines/audio/mixing_desk.hpp"
#include "tests/unit/audio/sound.hpp"

namespace {

using namespace lethe::audio;

class Nobody final : public Output {
 public:
  void on_mixed(std::span<const Seat> to, const lethe::media::OpusFrame&) override { sent += to.size(); }
  void on_levels(const lethe::wire::Levels&) override {}
  std::size_t sent = 0;
};

double cpu_microseconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

void measure(Seat talkers, Seat listeners) {
  constexpr int warm = 50, ticks = 250;
  Nobody nobody;
  MixingDesk desk(32, nobody);
  lethe::wire::Scene scene;
  std::vector<sound::Sender> senders;
  for (Seat seat = 0; seat < talkers + listeners; ++seat) {
    const bool talks = seat < talkers;
    desk.add(seat, {.gives = talks, .gets = true}, nullptr);
    scene.parts.push_back({.seat = seat});
    if (talks)
      senders.emplace_back(
          sound::Voice{.hertz = 100.0 + seat, .amplitude = 6000, .bitrate = 32'000, .syllables = true});
  }
  desk.set_scene(scene);
  lethe::media::Time now{std::chrono::seconds(1000)};
  double spent = 0;
  std::uint32_t timestamp = 0;
  for (int tick = 0; tick < warm + ticks; ++tick, now += tick_length, timestamp += tick_samples) {
    std::vector<sound::Packet> packets;
    for (auto& sender : senders) packets.push_back(sender.next(now));
    const double before = cpu_microseconds();
    for (Seat seat = 0; seat < talkers; ++seat) desk.push(seat, packets[seat]);
    desk.tick(now, timestamp);
    if (tick >= warm) spent += cpu_microseconds() - before;
  }
  std::printf(
      "{\"talkers\": %u, \"listeners\": %u, \"usPerTick\": %.1f, \"usPerTickAndTalker\": %.1f, \"coresPerTalker\": "
      "%.5f}\n",
      talkers, listeners, spent / ticks, spent / ticks / talkers, spent / ticks / talkers / 20'000);
}

}  // namespace

int main() {
  measure(1, 8);
  measure(9, 0);
  measure(9, 91);
  measure(100, 0);
}
