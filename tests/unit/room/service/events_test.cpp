// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of a room for those who follow it.
#include "mcu/base/fields.hpp"
#include "mcu/room/parts/event_log.hpp"
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

struct EventsTest : ServiceTest {
  RoomView room = new_room();
  void tell(const wire::Event& event) { media.last().listener->on_media_event(event); }
};

TEST_F(EventsTest, TheFirstIsASnapshotOfTheRoom) {
  const auto ada = join(room, "Ada");
  const auto read = follow(front, room.id);
  ASSERT_THAT(read->types(), ElementsAre("snapshot"));
  const auto data = Json::parse(read->events[0].data);
  EXPECT_EQ(data["room"]["id"], room.id);
  EXPECT_EQ(data["room"]["participants"], 1);
  EXPECT_EQ(data["participants"][0]["displayName"], "Ada");
  EXPECT_EQ(data["participants"][0]["connection"], "connecting");
  EXPECT_TRUE(data["layout"].is_null());
  EXPECT_EQ(read->events[0].id, 1u) << "that of the newest event";
  EXPECT_EQ(read->events[0].data.find('\n'), std::string::npos);
}

TEST_F(EventsTest, WhatHappensIsToldInOrder) {
  const auto read = follow(front, room.id);
  const auto ada = join(room, "Ada");
  connect(ada);
  tell(wire::PeerChanged{1, wire::PeerState::Connected});
  service.rooms().patch(front, room.id, with(&RoomSettings::name, "Cake"), {});
  service.people().remove(actor(ada.token), room.id, ada.participant.id);
  service.rooms().remove(front, room.id);
  EXPECT_THAT(read->types(), ElementsAre("snapshot", "participant.joined", "participant.updated", "room.updated",
                                         "participant.left", "room.ended"))
      << "an answer alone changes nothing that others see";
  EXPECT_EQ(read->last("participant.updated")["connection"], "connected");
  EXPECT_EQ(read->last("room.updated")["name"], "Cake");
  EXPECT_EQ(read->last("participant.left"), (Json{{"id", ada.participant.id}, {"reason", "left"}}));
  for (std::size_t i = 0; i < read->events.size(); ++i) EXPECT_EQ(read->events[i].id, i);
}

TEST_F(EventsTest, TheReasonOfLeavingIsTold) {
  const auto read = follow(front, room.id);
  const auto ada = join(room, "Ada");
  join(room, "Bob");
  service.people().remove(front, room.id, ada.participant.id);
  EXPECT_EQ(read->last("participant.left")["reason"], "removed");
  pass(60s);
  EXPECT_EQ(read->last("participant.left")["reason"], "lost");
}

TEST_F(EventsTest, AReaderResumesAfterTheLastItSaw) {
  join(room, "Ada");
  join(room, "Bob");
  join(room, "Cy");
  const auto read = follow(front, room.id, 1);
  EXPECT_THAT(read->types(), ElementsAre("participant.joined", "participant.joined"));
  EXPECT_EQ(read->events[0].id, 2u);
  EXPECT_THAT(follow(front, room.id, 3)->types(), testing::IsEmpty()) << "it has seen all";
}

TEST_F(EventsTest, WhoWasAwayTooLongOrComesFromAnotherLifeGetsASnapshot) {
  for (int i = 0; i < 300; ++i)
    service.rooms().patch(front, room.id, with(&RoomSettings::name, "Room " + std::to_string(i)), {});
  EXPECT_THAT(follow(front, room.id, 43)->types(), ElementsAre("snapshot"));
  EXPECT_THAT(follow(front, room.id, 301)->types(), ElementsAre("snapshot"));
  const auto read = follow(front, room.id, 44);
  EXPECT_THAT(read->types(), SizeIs(256));
  EXPECT_EQ(read->events[0].id, 45u);
}

TEST_F(EventsTest, WhoUnsubscribesHearsNoMore) {
  const auto read = follow(front, room.id);
  service.events().unsubscribe(subscription);
  service.events().unsubscribe(subscription);
  join(room, "Ada");
  EXPECT_THAT(read->types(), ElementsAre("snapshot"));
}

TEST_F(EventsTest, TheStreamOfOneWhoIsRemovedEndsAfterItsLastEvent) {
  std::vector<std::string> order;
  service.events().on_subscription_end([&](Subscription) { order.push_back("end"); });
  const auto ada = join(room, "Ada");
  service.events().subscribe(actor(ada.token), room.id, {},
                             [&](const RoomEvent& event) { order.push_back(event.type); });
  const auto others = follow(front, room.id);
  service.people().remove(front, room.id, ada.participant.id);
  join(room, "Bob");
  EXPECT_THAT(order, ElementsAre("snapshot", "way.back", "participant.left", "end"));
  EXPECT_THAT(others->types(), ElementsAre("snapshot", "participant.left", "participant.joined"));
  service.shut_down();
  EXPECT_EQ(others->types().back(), "participant.joined") << "the room goes on in the next run";
  EXPECT_THAT(order, ElementsAre("snapshot", "way.back", "participant.left", "end", "end"));
}

// What main does: the store has the record of each room.
TEST_F(EventsTest, ARoomAndItsLinksAreThereAgainAfterARestart) {
  const auto link = service.rooms().invite(front, room.id, {.role = Role::Participant, .expires_in = {}, .uses = {}});
  const auto ada = join(room, "Ada");
  const auto record = service.rooms().record(room.id);
  ASSERT_TRUE(record);
  service.shut_down();
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "unauthorized");
  service.rooms().restore(room.id, record);
  EXPECT_THAT(service.rooms().all(front), SizeIs(1));
  EXPECT_EQ(service.people().join(actor(link.token), room.id, {"Ada", {}}).room.settings.name, room.settings.name);
}

TEST_F(EventsTest, WhoLostItsSessionIsToldAloneAndAfterAProcessDiedAllAre) {
  const auto ada = join(room, "Ada"), bob = join(room, "Bob");
  connect(ada);
  connect(bob);
  const auto hers = follow(actor(ada.token), room.id), his = follow(actor(bob.token), room.id);
  tell(wire::PeerChanged{1, wire::PeerState::Lost});
  EXPECT_THAT(hers->types(), testing::Contains("session.lost"));
  EXPECT_THAT(his->types(), testing::Not(testing::Contains("session.lost")));
  const auto seen = his->events.back().id;
  media.last().die();
  EXPECT_EQ(hers->types().back(), "session.lost");
  EXPECT_EQ(his->types().back(), "session.lost");
  EXPECT_THAT(follow(actor(bob.token), room.id, seen - 1)->types(), testing::Contains("session.lost").Times(1))
      << "hers is not among what he resumes with";
}

TEST_F(EventsTest, WhoComesIsNotToldWhatWasBefore) {
  join(room, "Chair");
  const auto before = follow(front, room.id)->events.back().id;
  const auto ada = join(room, "Ada");
  service.people().remove(front, room.id, ada.participant.id);
  const auto bob = join(room, "Bob");
  EXPECT_THAT(follow(front, room.id, before)->types(),
              ElementsAre("participant.joined", "participant.left", "participant.joined"));
  EXPECT_THAT(follow(actor(bob.token), room.id, before)->types(), ElementsAre("participant.joined"));
}

TEST_F(EventsTest, ALayoutIsToldWhenItsFirstFrameIsShown) {
  const auto ada = join(room, "Ada");
  const auto read = follow(front, room.id);
  connect(ada);
  EXPECT_TRUE(read->last("layout").is_null());
  tell(wire::LayoutShown{1, scene().revision, 123'456});
  EXPECT_EQ(
      read->last("layout"),
      Json::parse(R"({"view":1,"revision":)" + std::to_string(scene().revision) +
                  R"(,"width":1280,"height":720,"rtpTimestamp":123456,"tiles":[{"picture":"camera","participant":")" +
                  ada.participant.id + R"(","x":0,"y":0,"width":1280,"height":720}]})"));
  EXPECT_EQ(Json::parse(follow(front, room.id)->events[0].data)["layout"], read->last("layout"));
}

TEST_F(EventsTest, ALayoutThatLooksTheSameIsNotToldAgain) {
  const auto ada = join(room, "Ada");
  connect(ada);
  tell(wire::LayoutShown{1, scene().revision, 1});
  const auto read = follow(front, room.id);
  service.people().patch(actor(ada.token), room.id, ada.participant.id,
                         {.microphone = {}, .camera = false, .display_name = {}});
  tell(wire::LayoutShown{1, scene().revision, 2});
  tell(wire::LayoutShown{1, scene().revision + 10, 3});
  tell(wire::LayoutShown{7, scene().revision, 4});
  EXPECT_TRUE(read->last("layout").is_null());
}

TEST_F(EventsTest, ALayoutNamesThoseWhoWereInItEvenWhenTheyHaveLeft) {
  const auto ada = join(room, "Ada"), bob = join(room, "Bob");
  connect(ada);
  connect(bob);
  const auto read = follow(front, room.id);
  const auto revision = scene().revision;
  service.people().remove(front, room.id, bob.participant.id);
  tell(wire::LayoutShown{1, revision, 1});
  EXPECT_EQ(read->last("layout")["tiles"][1]["participant"], bob.participant.id);
  tell(wire::LayoutShown{1, scene().revision, 2});
  EXPECT_THAT(read->last("layout")["tiles"], SizeIs(1));
}

TEST(EventLogTest, WhoseFirstSnapshotFailsDoesNotRead) {
  EventLog log;
  int heard = 0;
  EXPECT_THROW(log.subscribe(
                   Subscription{1}, {.participant = "ada", .owner = {}}, {},
                   []() -> event::Snapshot { throw Error(Code::NotFound); }, [&](const auto&) { ++heard; }),
               Error);
  log.emit(event::RoomEnded{});
  EXPECT_EQ(heard, 0);
  EXPECT_FALSE(log.read());
}

}  // namespace
}  // namespace lethe::room
