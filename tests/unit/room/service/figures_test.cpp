// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures of all rooms of a service together.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

using FiguresTest = ServiceTest;

TEST_F(FiguresTest, RoomsPeopleAndJoinsAreCounted) {
  const auto tea = new_room(), empty = new_room();
  connect(join(tea, "Ada", Role::Moderator));
  const auto bob = join(tea, "Bob");
  join(tea, "Eve", Role::Viewer);
  EXPECT_EQ(service.figures().rooms, 2U);
  EXPECT_EQ(service.figures().live_rooms, 1U);
  EXPECT_THAT(service.figures().participants, ElementsAre(1, 1, 1));
  service.people().remove(front, tea.id, bob.participant.id);
  EXPECT_THAT(service.figures().participants, ElementsAre(1, 0, 1));
  EXPECT_THAT(service.figures().totals.joins, ElementsAre(1, 1, 1)) << "who left has come all the same";
  EXPECT_TRUE(service.figures().ready);
  media.warm = false;
  EXPECT_FALSE(service.figures().ready);
}

TEST_F(FiguresTest, WhoWaitsIsNoParticipant) {
  const auto room = service.rooms().create(front, with(&RoomSettings::lobby, true));
  const auto token =
      service.rooms().invite(front, room.id, {.role = Role::Participant, .expires_in = {}, .uses = {}}).token;
  service.people().join(actor(token), room.id, {"Eve", {}});
  EXPECT_EQ(service.figures().waiting, 1U);
  EXPECT_THAT(service.figures().participants, ElementsAre(0, 0, 0));
}

TEST_F(FiguresTest, CountsOfARoomOutliveItAndWhatIsNowDoesNot) {
  const auto first = new_room(), second = new_room();
  connect(join(first, "Ada"));
  auto& one = media.last();
  connect(join(second, "Bob"));
  auto& two = media.last();
  one.listener->on_media_event(wire::Stats{.packets_in = 10, .encode_us = 3, .encoders = 2, .asked_in = 600});
  two.listener->on_media_event(wire::Stats{.packets_in = 5, .encoders = 1});
  one.listener->on_media_event(wire::Stats{.packets_in = 12, .encode_us = 4, .encoders = 3, .asked_in = 600});
  EXPECT_EQ(service.figures().totals.media.packets_in, 17U) << "each tells its sum";
  EXPECT_EQ(service.figures().totals.media.encoders, 4U);
  service.rooms().remove(front, first.id);
  EXPECT_EQ(service.figures().totals.media.packets_in, 17U);
  EXPECT_EQ(service.figures().totals.media.encode_us, 4U);
  EXPECT_EQ(service.figures().totals.media.encoders, 1U);
  EXPECT_EQ(service.figures().totals.media.asked_in, 0U);
  two.die();
  EXPECT_EQ(service.figures().totals.media.packets_in, 17U);
  EXPECT_EQ(service.figures().totals.media.encoders, 0U);
}

}  // namespace
}  // namespace lethe::room
