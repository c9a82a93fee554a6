// SPDX-License-Identifier: AGPL-3.0-or-later
// The cost of the audio mix in CPU time of the tick alone: taking packets, jitter buffers, decoding, mixing, encoding.
// Senders are encoded beforehand and their packets played in a loop. Prints one JSON object per line.
#include <cstdio>
#include <ctime>

#include "pipelines/audio/inbox.hpp"
#include "pipelines/audio/mixing_desk.hpp"
#include "tests/unit/audio/sound.hpp"

namespace {

using namespace lethe::audio;

class Nobody final : public Output {
 public:
  void on_mixed(std::span<const Seat> to, const lethe::media::OpusFrame& frame) override {
    ++encodes;
    sent += to.size() * frame.payload.size();
  }
  void on_levels(const lethe::wire::Levels&) override {}
  std::size_t encodes = 0, sent = 0;
};

double cpu_microseconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

enum class Silence { Sent, Dtx };

// `talkers` of `all` talk at the same time, the others send silence with its level, or (DTX) as good as nothing.
void measure(Seat all, Seat talkers, Silence silence = Silence::Sent) {
  constexpr int warm = 100, ticks = 300, circle = 100;
  Nobody nobody;
  MixingDesk desk(lethe::wire::Configure{}, nobody);
  Inbox inbox;
  lethe::wire::Scene scene;
  std::vector<std::vector<sound::Packet>> said;
  for (Seat seat = 0; seat < all; ++seat) {
    const bool talks = seat < talkers;
    desk.add(seat, {.gives = true, .gets = true}, nullptr);
    scene.parts.push_back({.seat = seat});
    sound::Sender sender({.hertz = 100.0 + seat,
                          .amplitude = talks ? 6000.0 : 0.0,
                          .bitrate = 32'000,
                          .header_level = talks ? 18 + static_cast<int>(seat % 4) : 127,
                          .syllables = true});
    auto& packets = said.emplace_back();
    for (int i = 0; i < circle; ++i) packets.push_back(sender.next({}));
  }
  desk.set_scene(scene);
  lethe::media::Time now{std::chrono::seconds(1000)};
  double spent = 0, longest = 0;
  std::uint32_t timestamp = 0;
  for (int tick = 0; tick < warm + ticks; ++tick, now += tick_length, timestamp += tick_samples) {
    if (tick == warm) nobody.encodes = nobody.sent = 0;
    const double before = cpu_microseconds();
    for (Seat seat = 0; seat < all; ++seat) {
      if (silence == Silence::Dtx && seat >= talkers && tick % 20 != 0) continue;
      auto& packet = said[seat][static_cast<std::size_t>(tick % circle)];
      packet.sequence = 1000 + tick;
      packet.rtp_timestamp = timestamp;
      packet.at = now;
      inbox.add(seat, packet);
    }
    inbox.drain([&](Seat seat, const lethe::media::AudioPacket& packet) { desk.push(seat, packet); });
    desk.tick(now, timestamp);
    const double took = cpu_microseconds() - before;
    if (tick < warm) continue;
    spent += took;
    longest = std::max(longest, took);
  }
  std::printf(
      "{\"participants\": %u, \"talking\": %u, \"dtx\": %s, \"usPerTick\": %.1f, \"usLongestTick\": %.1f, "
      "\"encodesPerTick\": %.2f, \"coresEach\": %.6f}\n",
      all, talkers, silence == Silence::Dtx ? "true" : "false", spent / ticks, longest,
      static_cast<double>(nobody.encodes) / ticks, spent / ticks / all / 20'000);
}

}  // namespace

int main() {
  measure(9, 1);
  for (const Seat all : {9U, 16U, 25U, 100U}) measure(all, all);
  measure(300, 3);
  measure(300, 3, Silence::Dtx);
}
