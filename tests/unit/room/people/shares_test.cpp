// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/shares.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

struct SharesTest : PartTest {
  Shares shares{people};
};

TEST_F(SharesTest, NoMoreThanTheRoomAllowsAreClaimed) {
  add("ada");
  add("bob");
  shares.claim(people.get("ada"), true, 1);
  shares.claim(people.get("ada"), true, 1);
  EXPECT_EQ(code_of([&] { shares.claim(people.get("bob"), true, 1); }), "screen-taken");
  EXPECT_EQ(people.get("bob").share, 0);
  shares.claim(people.get("ada"), false, 1);
  shares.claim(people.get("bob"), true, 1);
  EXPECT_EQ(people.get("bob").share, 2);
}

TEST_F(SharesTest, ScreensWhosePicturesComeAreInTheOrderOfTheirClaims) {
  add_live("ada").screen = SharedScreen{1, 800, 600};
  add_live("bob").screen = SharedScreen{2, 1920, 1080};
  add_live("cy");
  shares.claim(people.get("bob"), true, 9);
  shares.claim(people.get("cy"), true, 9);
  shares.claim(people.get("ada"), true, 9);
  const auto screens = shares.screens();
  ASSERT_EQ(screens.size(), 2u);
  EXPECT_EQ(screens[0].seat, 2u);
  EXPECT_EQ(screens[1].seat, 1u);
  people.get("bob").live = false;
  EXPECT_EQ(shares.screens().size(), 1u);
}

}  // namespace
}  // namespace lethe::room
