// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_layouts.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

struct LayoutsPart : PartTest {
  Shares shares{people};
  Layouts layouts{limits, people, shares, *this};
};

TEST_F(LayoutsPart, OnesOwnStandsInForTheRooms) {
  add("ada");
  layouts.choose({.kind = LayoutKind::Speaker});
  EXPECT_EQ(layouts.of("ada").kind, LayoutKind::Speaker);
  layouts.choose_for("ada", Layout{.kind = LayoutKind::Single});
  EXPECT_EQ(layouts.of("ada").kind, LayoutKind::Single);
  EXPECT_EQ(layouts.of_room().kind, LayoutKind::Speaker);
  layouts.choose_for("ada", std::nullopt);
  EXPECT_EQ(layouts.of("ada").kind, LayoutKind::Speaker);
  EXPECT_EQ(settled, 3);
}

TEST_F(LayoutsPart, OnlyThoseInTheRoomWhoGiveSomethingArePinned) {
  add("ada");
  add("vera", Role::Viewer);
  EXPECT_EQ(code_of([&] { layouts.choose({.pins = {"nobody"}}); }), "invalid-field");
  EXPECT_EQ(code_of([&] { layouts.choose({.pins = {"vera"}}); }), "invalid-field");
  EXPECT_EQ(settled, 0);
  layouts.choose({.pins = {"ada"}});
  layouts.unpin("ada");
  EXPECT_TRUE(layouts.of_room().pins.empty());
}

TEST_F(LayoutsPart, LayoutsOfOnesOwnAreBoundedByViews) {
  limits.views_per_room = 2;
  add("ada");
  add("bob");
  layouts.choose_for("ada", Layout{.kind = LayoutKind::Single});
  EXPECT_EQ(code_of([&] { layouts.choose_for("bob", Layout{.kind = LayoutKind::Sidebar}); }), "view-limit");
  layouts.choose_for("bob", Layout{.kind = LayoutKind::Single});
}

TEST_F(LayoutsPart, WhatIsChosenDuringAShareCountsAsBeforeTheNext) {
  Participant& ada = add_live("ada");
  shares.claim(ada, true, 1);
  ada.screen = SharedScreen{1, 800, 600};
  layouts.choose({.kind = LayoutKind::Speaker});
  layouts.choose_for("ada", Layout{.kind = LayoutKind::Single});
  EXPECT_TRUE(layouts.choice().during_share);
  layouts.end_share();
  EXPECT_FALSE(layouts.choice().during_share);
  EXPECT_FALSE(people.get("ada").layout->during_share);
}

}  // namespace
}  // namespace lethe::room
