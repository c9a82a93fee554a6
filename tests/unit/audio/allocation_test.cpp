// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts allocations of the mixer: once warm, none for a packet or a tick.
#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "pipelines/audio/inbox.hpp"
#include "tests/unit/audio/desk_fixture.hpp"

namespace {
std::atomic<bool> counting{false};
std::atomic<int> allocations{0};

void* allocate(std::size_t size) {
  if (counting) ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
}  // namespace

// Of the whole program; libopus allocates with malloc, but only to make an encoder or a decoder. Not inlined: GCC would
// take malloc and free here for a mismatch with the new and delete around them.
[[gnu::noinline]] void* operator new(std::size_t size) { return allocate(size); }
[[gnu::noinline]] void* operator new[](std::size_t size) { return allocate(size); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace lethe::audio {
namespace {

class Nobody final : public Output {
 public:
  void on_mixed(std::span<const Seat> to, const media::OpusFrame& frame) override {
    bytes += to.size() * frame.payload.size();
  }
  void on_levels(const wire::Levels& told) override { levels += told.levels.size(); }
  std::size_t bytes = 0, levels = 0;
};

TEST(AllocationTest, AWarmDeskAllocatesNothingForPacketsAndTicks) {
  wire::Configure settings;
  settings.steps = {{.audio_bitrate = 32, .audio_frame_ms = 20}, {.audio_bitrate = 16, .audio_frame_ms = 60}};
  Nobody nobody;
  MixingDesk desk(settings, nobody);
  Inbox inbox;
  wire::Scene scene;
  std::vector<sound::Sender> senders;
  constexpr Seat all = 24, talking = 12;  // more than are heard at a time
  for (Seat seat = 0; seat < all; ++seat) {
    desk.add(seat, {.gives = true, .gets = true}, std::make_shared<media::LipSync>());
    scene.parts.push_back({.seat = seat, .step = static_cast<int>(seat % 2)});
    senders.emplace_back(sound::Voice{.hertz = 200.0 + 30 * seat,
                                      .amplitude = seat < talking ? 6000.0 : 0.0,
                                      .header_level = seat < talking ? 18 : 127});
  }
  desk.set_scene(scene);
  Time now{std::chrono::seconds(1000)};
  std::uint32_t timestamp = 0;
  auto run = [&](int ticks) {
    for (int tick = 0; tick < ticks; ++tick, now += tick_length, timestamp += tick_samples) {
      counting = false;
      std::vector<sound::Packet> packets;
      for (auto& sender : senders) {
        packets.push_back(sender.next(now));
        packets.back().sender_time = now.time_since_epoch();
      }
      counting = true;
      for (Seat seat = 0; seat < all; ++seat) inbox.add(seat, packets[seat]);
      inbox.drain([&](Seat seat, const media::AudioPacket& packet) { desk.push(seat, packet); });
      desk.tick(now, timestamp);
      counting = false;
    }
  };
  run(150);
  allocations = 0;
  const auto bytes = nobody.bytes, levels = nobody.levels;
  run(200);
  EXPECT_EQ(allocations, 0);
  EXPECT_GT(nobody.bytes - bytes, 200U * all * 10);
  EXPECT_GT(nobody.levels - levels, 40U * talking - 20);
}

}  // namespace
}  // namespace lethe::audio
