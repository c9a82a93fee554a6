// SPDX-License-Identifier: AGPL-3.0-or-later
// When a room ends by itself.
#include "mcu/room/room.hpp"
#include "tests/unit/room/surroundings_fixture.hpp"

namespace lethe::room {
namespace {

struct RoomLife : SurroundingsTest {
  std::shared_ptr<Room> made_by(const Owner& owner) { return std::make_shared<Room>(around, "r", owner); }
};

TEST_F(RoomLife, ARoomThatNobodyCanEnterAnyMoreIsAbandonedAfterAWhile) {
  const auto room = made_by({});
  room->profile().invitations().add({.role = {}, .expires_in = 600, .uses = {}}, "", wall());
  time += 599s;
  room->tick(time);
  EXPECT_FALSE(room->abandoned()) << "its link is good still";
  const auto ada = room->join({.name = "Ada", .address = "192.0.2.1"});
  time += 30s;
  room->tick(time);
  EXPECT_FALSE(room->abandoned()) << "somebody is there";
  room->leave(ada.participant.id, Leaving::Left);
  time += limits.empty_room_ttl - 1s;
  EXPECT_FALSE(room->abandoned());
  time += 1s;
  EXPECT_TRUE(room->abandoned());
}

TEST_F(RoomLife, ARoomOfAFrontendEndsWhenNobodyWasInItForLong) {
  const auto room = made_by({Owner::Kind::ApiKey, "front"});
  const auto ada = room->join({.name = "Ada", .address = "192.0.2.1"});
  time += limits.unused_room_ttl + 24h;
  EXPECT_FALSE(room->abandoned()) << "somebody is there";
  room->leave(ada.participant.id, Leaving::Left);
  time += limits.unused_room_ttl - 24h;
  EXPECT_FALSE(room->abandoned());
  time += 24h;
  EXPECT_TRUE(room->abandoned());
  const auto kept = made_by({Owner::Kind::Account, "account"});
  time += 10'000h;
  EXPECT_FALSE(kept->abandoned()) << "an account's room stays";
}

TEST_F(RoomLife, ARoomThatIsRestoredIsAsUnusedAsItWas) {
  auto record = made_by({Owner::Kind::ApiKey, "front"})->record();
  EXPECT_EQ(record.used, std::chrono::floor<std::chrono::days>(wall()));
  const auto restored = [&] {
    auto room = made_by({Owner::Kind::ApiKey, "front"});
    room->restore(record);
    return room;
  };
  time += limits.unused_room_ttl + 24h;
  const auto room = restored();
  EXPECT_FALSE(room->abandoned()) << "whoever was inside has time to come back";
  time += limits.empty_room_ttl;
  EXPECT_TRUE(room->abandoned());
  record.used = wall() + 1000 * 24h;  // by a clock that was wrong
  EXPECT_EQ(restored()->record().used, std::chrono::floor<std::chrono::days>(wall()));
}

}  // namespace
}  // namespace lethe::room
