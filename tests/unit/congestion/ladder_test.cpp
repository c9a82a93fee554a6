// SPDX-License-Identifier: AGPL-3.0-or-later
// How soon the step follows the link's capacity, in simulated time.
#include <gtest/gtest.h>

#include "tests/unit/congestion/viewer.hpp"

namespace lethe::congestion {
namespace {

constexpr std::size_t p720 = 0, p180 = 5;  // steps of the ladder

class Seeded : public testing::TestWithParam<unsigned> {
 protected:
  // A line with a past: each of its falls came soon after a step up.
  void becomes_thin_and_wide(Viewer& viewer) {
    viewer.run(3s);
    for (const int kbit : {300, 64, 32, 16}) {
      viewer.world.line.rate = BitRate::kbit(kbit);
      viewer.run(12s + 300ms * GetParam());
    }
    viewer.world.line.rate = BitRate::kbit(2000);
  }
};

TEST_P(Seeded, TheBestStepIsSoonBackFromSoundAlone) {
  Viewer viewer(BitRate::kbit(2000), GetParam());
  viewer.simple = 0.25;
  becomes_thin_and_wide(viewer);
  const Seconds took = viewer.until(p720, 60s);
  EXPECT_LE(took.count(), 25);
}

TEST_P(Seeded, TheBestStepIsSoonBackAfterLossOnALowOne) {
  Viewer viewer(BitRate::kbit(2000), GetParam());
  viewer.simple = 0.25;
  becomes_thin_and_wide(viewer);
  viewer.until(p720, 60s);
  viewer.world.line.loss = 0.1;
  viewer.run(6s);
  viewer.world.line.loss = 0;
  viewer.best = p180;
  viewer.apply();
  viewer.run(300ms);
  viewer.world.line.loss = 0.1;
  viewer.run(6s + 400ms * GetParam());
  viewer.world.line.loss = 0;
  viewer.best = p720;
  viewer.apply();
  EXPECT_LE(viewer.until(p720, 60s).count(), 25);
}
INSTANTIATE_TEST_SUITE_P(Of, Seeded, testing::Range(1U, 21U));

}  // namespace
}  // namespace lethe::congestion
