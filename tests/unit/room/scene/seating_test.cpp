// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/seating.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Time = std::chrono::steady_clock::time_point;

struct SeatingTest : testing::Test {
  void enter(wire::Seat first, wire::Seat last) {
    for (wire::Seat seat = first; seat <= last; ++seat) people.push_back({.seat = seat});
  }
  Seating::Person& person(wire::Seat seat) {
    return *std::find_if(people.begin(), people.end(), [&](const auto& p) { return p.seat == seat; });
  }
  void leave(wire::Seat seat) {
    std::erase_if(people, [&](const auto& p) { return p.seat == seat; });
  }
  void speaks(wire::Seat seat, std::chrono::seconds at, bool still = true) {
    person(seat).speaking = still;
    person(seat).last_spoke = Time{at};
  }
  std::vector<wire::Seat> shown(int tiles) {
    auto seats = seating.order(people, tiles);
    if (std::cmp_greater(seats.size(), tiles)) seats.resize(static_cast<std::size_t>(tiles));
    return seats;
  }
  Seating seating;
  std::vector<Seating::Person> people;
};

TEST_F(SeatingTest, PeopleStandInTheOrderOfJoining) {
  enter(1, 4);
  EXPECT_THAT(shown(9), ElementsAre(1, 2, 3, 4));
}

TEST_F(SeatingTest, NeighboursOfALeaverKeepTheirOrder) {
  enter(1, 5);
  shown(9);
  leave(2);
  EXPECT_THAT(shown(9), ElementsAre(1, 3, 4, 5));
  enter(6, 6);
  EXPECT_THAT(shown(9), ElementsAre(1, 3, 4, 5, 6));
}

TEST_F(SeatingTest, WhoComesBackStandsWhereTheyStood) {
  enter(1, 3);
  shown(9);
  const auto second = person(2);
  leave(2);
  EXPECT_THAT(shown(9), ElementsAre(1, 3));
  people.insert(people.begin() + 1, second);
  EXPECT_THAT(shown(9), ElementsAre(1, 2, 3));
}

TEST_F(SeatingTest, WhoSpeaksWithoutATileTakesThatOfTheOneSilentLongestInPlace) {
  enter(1, 6);
  speaks(1, 10s, false);
  speaks(2, 5s, false);
  speaks(3, 20s, false);
  EXPECT_THAT(shown(3), ElementsAre(1, 2, 3));
  speaks(5, 30s);
  EXPECT_THAT(shown(3), ElementsAre(1, 5, 3));
  person(5).speaking = false;
  EXPECT_THAT(shown(3), ElementsAre(1, 5, 3)) << "and keeps it";
}

TEST_F(SeatingTest, WhoNeverSpokeGivesWayFirstAndTheLastOfThoseBeforeTheOthers) {
  enter(1, 6);
  speaks(2, 1s, false);
  speaks(6, 9s);
  EXPECT_THAT(shown(4), ElementsAre(1, 2, 3, 6));
}

TEST_F(SeatingTest, NobodyWhoSpeaksIsDisplaced) {
  enter(1, 4);
  for (wire::Seat seat = 1; seat <= 4; ++seat) speaks(seat, std::chrono::seconds(seat));
  EXPECT_THAT(shown(3), ElementsAre(1, 2, 3));
}

TEST_F(SeatingTest, WhoSpokeWhileWaitingAndIsSilentAgainDoesNotMoveAnybody) {
  enter(1, 4);
  shown(3);
  speaks(4, 5s, false);
  EXPECT_THAT(shown(3), ElementsAre(1, 2, 3));
}

TEST_F(SeatingTest, WhoMayNotHaveATileKeepsThePlaceForLater) {
  enter(1, 4);
  person(2).eligible = false;
  EXPECT_THAT(shown(9), ElementsAre(1, 3, 4));
  person(2).eligible = true;
  EXPECT_THAT(shown(9), ElementsAre(1, 2, 3, 4));
}

TEST_F(SeatingTest, WithoutTilesNobodyIsDisplaced) {
  enter(1, 2);
  speaks(2, 5s);
  EXPECT_THAT(seating.order(people, 0), ElementsAre(1, 2));
}

}  // namespace
}  // namespace lethe::room
