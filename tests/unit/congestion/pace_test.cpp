// SPDX-License-Identifier: AGPL-3.0-or-later
// The pace of pictures.
#include "pipelines/congestion/pace.hpp"

#include <gtest/gtest.h>

namespace lethe::congestion {
namespace {

using namespace std::chrono_literals;

// How long a picture takes to leave towards a line of that rate.
std::chrono::milliseconds leaving(BitRate line, bool full, std::size_t bytes, std::size_t packet) {
  Pace pace;
  media::Time now{1000s};
  const media::Time begin = now;
  pace.set(line * picture_share(line, full), now);
  for (std::size_t left = bytes; left > 0; now += 1ms)
    for (; left > 0 && pace.may_send(now); left -= std::min(left, packet)) pace.sent(packet);
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - begin);
}

TEST(Pace, OfAStillOnAThinLineLeavesRoomForSound) {
  // 1200 bytes take 300 ms of a line of 32 kbit/s; what is sent last before its end needs no wait.
  const auto time = leaving(BitRate::kbit(32), false, 1200, 400);
  EXPECT_GE(time, 300ms);
  EXPECT_LE(time, 500ms);
}

TEST(Pace, OfAPictureOnAWideLineIsFasterThanTheLine) {
  EXPECT_LE(leaving(BitRate::kbit(1000), false, 12'000, 1200), 65ms) << "96 ms at its rate";
}

TEST(Pace, IsSlowWhereTheLineIsFull) { EXPECT_GE(leaving(BitRate::kbit(1000), true, 12'000, 1200), 180ms); }

}  // namespace
}  // namespace lethe::congestion
