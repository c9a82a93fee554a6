// SPDX-License-Identifier: AGPL-3.0-or-later
// Mixes on their way to viewers: the queue between the threads, and the marker bit.
#include <gmock/gmock.h>

#include "pipelines/transport/audio_queue.hpp"
#include "pipelines/transport/egress.hpp"

namespace lethe::transport {
namespace {

using media::Seat;
using Bytes = media::Bytes;

TEST(AudioQueueTest, what_goes_in_comes_out_whole_and_in_order) {
  AudioQueue queue(100);
  std::vector<std::pair<std::vector<Seat>, Bytes>> got;
  auto take = [&] {
    queue.take([&](std::span<const Seat> to, const media::OpusFrame& frame) {
      got.push_back({{to.begin(), to.end()}, {frame.payload.begin(), frame.payload.end()}});
    });
  };
  for (int round = 0; round < 3; ++round) {
    got.clear();
    for (std::uint8_t n = 0; n < 40; ++n) {
      const Bytes payload(static_cast<std::size_t>(n) + 1, n);
      EXPECT_TRUE(queue.push(std::vector<Seat>(n, n), {.payload = payload}));
    }
    take();
    ASSERT_EQ(got.size(), 40u);
    for (std::uint8_t n = 0; n < 40; ++n) {
      EXPECT_EQ(got[n].first, std::vector<Seat>(n, n));
      EXPECT_EQ(got[n].second, Bytes(static_cast<std::size_t>(n) + 1, n));
    }
  }
  got.clear();
  take();
  EXPECT_TRUE(got.empty());
}

TEST(AudioQueueTest, a_full_queue_drops) {
  AudioQueue queue(2);
  EXPECT_TRUE(queue.push({}, {}));
  EXPECT_TRUE(queue.push({}, {}));
  EXPECT_FALSE(queue.push({}, {}));
}

TEST(AudioEgressTest, the_marker_bit_says_that_there_was_a_pause) {
  std::vector<bool> markers;
  Outlet outlet{.send = [&](std::span<std::uint8_t> buffer, std::size_t) { markers.push_back(buffer[1] >> 7); }};
  AudioEgress egress({.ssrc = 1, .payload_type = 111, .clock_rate = 48'000, .mid = {}});
  const Bytes payload{1};
  auto send = [&](std::uint32_t timestamp, std::uint32_t samples) {
    egress.send({.rtp_timestamp = timestamp, .samples = samples, .payload = payload}, 0, outlet, media::Time{});
  };
  send(0xFFFF'FC40, 960);  // the first of all, and the timestamp wraps
  send(0, 2880);
  send(2880, 960);
  send(3840 + 19'200, 960);  // after 400 ms of silence
  send(3840 + 19'200 + 960, 960);
  EXPECT_THAT(markers, testing::ElementsAre(true, false, false, true, false));
}

}  // namespace
}  // namespace lethe::transport
