// SPDX-License-Identifier: AGPL-3.0-or-later
// Once warm, no packet allocates: counted by this program's own operator new.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "pipelines/rtp/feedback.hpp"
#include "pipelines/transport/egress.hpp"
#include "pipelines/transport/ingress.hpp"

namespace {
thread_local std::size_t allocations = 0;
}

// Not inlined: GCC would take malloc and free here for a mismatch with the new and delete around them.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace lethe::transport {
namespace {

constexpr int warm = 600, rounds = 100;
const media::Stream stream{};

// A viewer's packets as they leave, and a receiver that takes them in.
struct Way {
  RtpSenderSettings settings{
      .ssrc = 5, .payload_type = 96, .mid_id = 4, .transport_cc_id = 3, .abs_send_time_id = 2, .mid = "1"};
  Tallies tallies;
  PacketHistory history;
  VideoEgress egress{settings, std::nullopt, tallies};
  std::size_t frames = 0;
  VideoIngress ingress{media::VideoCodec::Vp8, 5, tallies, [this](auto) { ++frames; }};
  bool receives = false;
  media::Time now = media::Clock::now();
  Outlet outlet;
  media::EncodedFrame frame;

  explicit Way(std::size_t size) {
    frame.data.assign(size, 7);
    outlet.send = [this](std::span<std::uint8_t> buffer, std::size_t length) {
      if (receives) ingress.receive(*parse_rtp(buffer.first(length)), now);
    };
    egress.watch(stream);
  }
  void send(int index) {
    frame.key = index == 0;
    frame.data[0] = index == 0 ? 0x10 : 0x11;
    frame.at = now += std::chrono::milliseconds(40);
    frame.rtp_timestamp += 3600;
    if (!egress.begins_frame(stream, frame, history.next())) return;
    const std::int64_t first = history.add(frame);
    egress.send(history, first, outlet, now);
  }
  std::size_t count() {
    for (int i = 0; i < warm; ++i) send(i);
    const std::size_t before = allocations;
    for (int i = 0; i < rounds; ++i) send(warm + i);
    return allocations - before;
  }
};

TEST(AllocationTest, a_frame_is_cut_and_sent_without_any) {
  Way way(6000);
  EXPECT_EQ(way.count(), 0u);
  EXPECT_EQ(way.history.next(), (warm + rounds) * 6);
}

TEST(AllocationTest, what_a_received_frame_needs_does_not_grow_with_its_packets) {
  Way few(2000), many(20'000);
  few.receives = many.receives = true;
  const std::size_t of_few = few.count(), of_many = many.count();
  EXPECT_EQ(few.frames, std::size_t{warm + rounds});
  EXPECT_EQ(many.frames, std::size_t{warm + rounds});
  EXPECT_EQ(of_few, of_many);
  EXPECT_LE(of_few, 2u * rounds) << "the frame and its bytes";
}

TEST(AllocationTest, audio_packets_go_both_ways_without_any) {
  std::size_t heard = 0;
  AudioIngress ingress(5, 1, [&](const media::AudioPacket&) { ++heard; });
  AudioEgress egress({.ssrc = 5,
                      .payload_type = 111,
                      .clock_rate = 48'000,
                      .mid_id = 4,
                      .transport_cc_id = 3,
                      .abs_send_time_id = 2,
                      .mid = "0"});
  const media::Bytes opus(80, 1);
  media::Time now = media::Clock::now();
  Outlet outlet;
  outlet.send = [&](std::span<std::uint8_t> buffer, std::size_t size) {
    ingress.receive(*parse_rtp(buffer.first(size)), now);
  };
  std::size_t before = 0;
  for (int i = 0; i < warm + rounds; ++i) {
    if (i == warm) before = allocations;
    now += std::chrono::milliseconds(20);
    egress.send({.rtp_timestamp = static_cast<std::uint32_t>(i) * 960, .at = now, .payload = opus}, 0, outlet, now);
  }
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_EQ(heard, std::size_t{warm + rounds});
}

TEST(AllocationTest, arrivals_are_noted_and_told_without_any) {
  TransportFeedback feedback;
  media::Time now = media::Clock::now();
  std::array<std::uint8_t, 1100> fci{};
  std::size_t before = 0, told = 0;
  for (int i = 0; i < warm + rounds; ++i) {
    if (i == warm) before = allocations;
    for (int k = 0; k < 9; ++k) feedback.arrived(static_cast<std::uint16_t>(9 * i + k), now);
    now += std::chrono::milliseconds(60);
    told += feedback.write(fci);
  }
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_GT(told, 0u);
}

}  // namespace
}  // namespace lethe::transport
