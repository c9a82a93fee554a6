// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures and sound ten seconds after a link became thin, in simulated time.
#include "tests/unit/transport/thin_line.hpp"

#include <gtest/gtest.h>

namespace lethe::transport {
namespace {

// Kbit/s; the least of pictures in ten seconds; the longest gap between two, s; sound held back, ms, in the mean of
// all.
struct Wanted {
  int kbit, pictures;
  double gap, buffer;
};
class ThinLineTest : public testing::TestWithParam<Wanted> {};

TEST_P(ThinLineTest, ShowsAndHoldsBackWhatItShould) {
  double buffer = 0;
  constexpr unsigned seeds = 20;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    ThinLine world(BitRate::kbit(4000), seed);
    world.run(15s + 37ms * seed);
    world.line.rate = BitRate::kbit(GetParam().kbit);
    world.run(10s);
    const Seen seen = world.run(10s);
    EXPECT_GE(seen.pictures, GetParam().pictures) << seed;
    EXPECT_LE(seen.gap, GetParam().gap) << seed;
    buffer += seen.buffer / seeds;
  }
  EXPECT_LE(buffer, GetParam().buffer);
}
INSTANTIATE_TEST_SUITE_P(Of, ThinLineTest,
                         testing::Values(Wanted{32, 8, 2, 500}, Wanted{64, 53, 0.4, 260}, Wanted{100, 53, 0.4, 200},
                                         Wanted{130, 53, 0.6, 250}, Wanted{300, 140, 0.3, 130}),
                         [](const auto& one) { return std::to_string(one.param.kbit) + "kbit"; });

}  // namespace
}  // namespace lethe::transport
