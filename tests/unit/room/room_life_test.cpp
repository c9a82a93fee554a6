// SPDX-License-Identifier: AGPL-3.0-or-later
// When a room ends by itself.
#include <gtest/gtest.h>

#include "room/room.hpp"
#include "unit/room/recorded_media.hpp"

namespace lethe::room {
namespace {

using namespace std::chrono_literals;

struct RoomLife : testing::Test {
  RecordedMedia media;
  Limits limits;
  Credentials credentials{{}};
  Labels labels;
  Participant::Time time{1h};
  Now now = [this] { return time; };
  WallNow wall = [this] { return WallTime(time.time_since_epoch()); };
  NoAttendance attendance;
  OnNotice notice;
  Totals totals;
  Speaking speaking;
  EventLog::Ended ended = [](Subscription) {};
  std::shared_ptr<Room> made_by(const Owner& owner) {
    return std::make_shared<Room>(
        Surroundings{media, limits, credentials, labels, now, ended, wall, attendance, notice, totals, speaking}, "r",
        "Tea", 5, owner);
  }
};

TEST_F(RoomLife, ARoomThatNobodyCanEnterAnyMoreIsAbandonedAfterAWhile) {
  const auto room = made_by({});
  room->invitations().add({.role = {}, .expires_in = 600, .uses = {}}, "", wall());
  time += 599s;
  room->tick(time);
  EXPECT_FALSE(room->abandoned(time)) << "its link is good still";
  const auto ada = room->join({.name = "Ada", .address = "192.0.2.1"});
  time += 30s;
  room->tick(time);
  EXPECT_FALSE(room->abandoned(time)) << "somebody is there";
  room->leave(ada.participant.id, Room::Reason::Left);
  time += limits.empty_room_ttl - 1s;
  EXPECT_FALSE(room->abandoned(time));
  time += 1s;
  EXPECT_TRUE(room->abandoned(time));
}

TEST_F(RoomLife, ARoomOfAFrontendWaitsUntilItIsDeleted) {
  const auto room = made_by({Owner::Kind::ApiKey, "front"});
  time += 10'000h;
  room->tick(time);
  EXPECT_FALSE(room->abandoned(time));
}

}  // namespace
}  // namespace lethe::room
