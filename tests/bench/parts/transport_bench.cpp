// SPDX-License-Identifier: AGPL-3.0-or-later
// The cost of the network thread: transport_bench SENDERS VIEWERS SECONDS. Senders send 640×360@25 at 600 kbit/s and
// Opus and receive what viewers receive: 25 pictures per second at 1 Mbit/s and Opus. Media are meaningless bytes;
// clients run in the same process. Prints one JSON object.
#include <dirent.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "pipelines/transport/network.hpp"
#include "pipelines/transport/transport_warm_up.hpp"
#include "tests/support/peer.hpp"

namespace {

using namespace lethe;
using media::Seat;

constexpr std::size_t camera_bytes = 3000, composite_bytes = 5000, opus_bytes = 80;

std::set<std::string> entries(const char* folder) {
  std::set<std::string> found;
  DIR* const dir = opendir(folder);
  while (const dirent* one = readdir(dir)) found.insert(one->d_name);
  closedir(dir);
  return found;
}

double cpu_seconds(const std::string& thread) {
  std::ifstream file("/proc/self/task/" + thread + "/schedstat");
  double nanoseconds = 0;
  file >> nanoseconds;
  return nanoseconds / 1e9;
}

double resident_kb() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(getpagesize()) / 1024;
}

class Ears final : public transport::Sink {
 public:
  void on_negotiated(Seat, const transport::PeerInfo&) override {}
  void on_state(Seat, wire::PeerState state) override { connected += state == wire::PeerState::Connected ? 1 : 0; }
  void on_audio(Seat, const media::AudioPacket&) override { ++audio; }
  void on_video(media::SourceId, std::shared_ptr<const media::EncodedFrame>) override { ++video; }
  void on_key_frame_wanted(const media::Stream&) override { key_wanted = true; }
  void on_estimate(media::Seat, int) override {}
  std::atomic<int> connected{0}, audio{0}, video{0};
  std::atomic<bool> key_wanted{false};
};

std::shared_ptr<const media::EncodedFrame> frame(std::size_t size, bool key, std::uint32_t timestamp) {
  auto made = std::make_shared<media::EncodedFrame>();
  made->key = key;
  made->rtp_timestamp = timestamp;
  made->at = media::Clock::now();
  made->data.assign(key ? 4 * size : size, 7);
  made->data[0] = key ? 0x10 : 0x11;
  return made;
}

int run(int senders, int viewers, int seconds) {
  transport::warm_up();
  wire::Configure settings;
  settings.addresses = {"127.0.0.1"};
  Ears ears;
  const auto before = entries("/proc/self/task");
  transport::Network network(settings, ears);
  std::string thread;
  for (const std::string& one : entries("/proc/self/task"))
    if (!before.contains(one)) thread = one;
  test::PeerLoop loop;
  std::atomic<std::uint64_t> seen{0}, heard{0};
  std::vector<std::unique_ptr<test::Peer>> peers;
  std::vector<Seat> all;
  const media::Stream stream{};
  const double empty_kb = resident_kb();
  const std::size_t empty_descriptors = entries("/proc/self/fd").size();
  for (int i = 0; i < senders + viewers; ++i) {
    test::PeerOptions options;
    options.sends = i < senders;
    test::PeerCallbacks callbacks;
    callbacks.on_audio = [&](const auto&) { ++heard; };
    callbacks.on_video = [&](const auto&) { ++seen; };
    peers.push_back(std::make_unique<test::Peer>(loop, options, callbacks));
    const auto seat = static_cast<Seat>(i);
    peers.back()->answer(network.offer(seat, peers.back()->offer()));
    network.watch(seat, stream);
    all.push_back(seat);
    while (ears.connected <= i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const double full_kb = resident_kb();
  const std::size_t full_descriptors = entries("/proc/self/fd").size();
  const int warm = 100, ticks = warm + seconds * 50;
  double cpu = 0;
  transport::Counters counted;
  auto at = media::Clock::now();
  const media::Bytes opus(opus_bytes, 1);
  for (int tick = 0; tick <= ticks; ++tick) {
    if (tick == warm || tick == ticks) {
      cpu = cpu_seconds(thread) - cpu;
      const auto now = network.counters();
      counted.packets_in = now.packets_in - counted.packets_in;
      counted.packets_out = now.packets_out - counted.packets_out;
    }
    const auto time = static_cast<std::uint32_t>(tick);
    const media::OpusFrame mix{.rtp_timestamp = time * 960, .at = media::Clock::now(), .payload = opus};
    for (int i = 0; i < senders; ++i) {
      peers[static_cast<std::size_t>(i)]->send_audio(time * 960, opus);
      if (tick % 2 == i % 2) peers[static_cast<std::size_t>(i)]->send_video(frame(camera_bytes, tick < 2, time * 1800));
      network.send_audio(std::span(all).subspan(static_cast<std::size_t>(i), 1), mix);
    }
    network.send_audio(std::span(all).subspan(static_cast<std::size_t>(senders)), mix);
    if (tick % 2 == 0) network.send_video(stream, frame(composite_bytes, ears.key_wanted.exchange(false), time * 1800));
    at += std::chrono::milliseconds(20);
    std::this_thread::sleep_until(at);
  }
  const double cores = cpu / seconds, in = static_cast<double>(counted.packets_in) / seconds,
               out = static_cast<double>(counted.packets_out) / seconds;
  std::printf(
      "{\"senders\": %d, \"viewers\": %d, \"cores\": %.4f, \"coresEach\": %.5f, \"packetsIn\": %.0f, "
      "\"packetsOut\": %.0f, \"usPerPacket\": %.2f, \"framesSeen\": %llu, \"expected\": %d, \"framesIn\": %d, "
      "\"kbEachWithClient\": %.0f, \"descriptorsEachWithClient\": %.1f}\n",
      senders, viewers, cores, cores / (senders + viewers), in, out, cores * 1e6 / (in + out),
      static_cast<unsigned long long>(seen.load()), (senders + viewers) * ticks / 2, ears.video.load(),
      (full_kb - empty_kb) / (senders + viewers),
      static_cast<double>(full_descriptors - empty_descriptors) / (senders + viewers));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  return run(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3]));
}
