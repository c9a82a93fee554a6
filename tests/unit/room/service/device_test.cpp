// SPDX-License-Identifier: AGPL-3.0-or-later
// Cameras and displays that come by WHIP and WHEP.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wire::PeerState;

struct DeviceTest : ServiceTest {
  RoomView room = new_room(3);
  std::string invited(Role role = Role::Participant, std::optional<int> uses = {}) {
    return service.rooms().invite(front, room.id, {.role = role, .expires_in = {}, .uses = uses}).token;
  }
  // What the offer comes to: the session when it is answered, else the code of the error.
  std::string offer(const std::string& token, Device::Kind kind = Device::Kind::Camera,
                    const wire::Reply& reply = wire::Answer{"answer"}) {
    std::string said = "nothing";
    try {
      service.media().offer_of_device(
          actor(token), room.id, {kind, "v=0\r\na=ice-ufrag:first\r\n", sha256(token), "192.0.2.7"},
          [&](const auto& answer) {
            const auto* error = std::get_if<Error>(&answer);
            said = error ? std::string(entry(error->code()).name) : std::get<DeviceAnswer>(answer).session;
          });
      media.last().reply(reply);
    } catch (const Error& error) {
      return std::string(entry(error.code()).name);
    }
    return said;
  }
  std::string come(const std::string& token, Device::Kind kind = Device::Kind::Camera) {
    const std::string session = offer(token, kind);
    service.media().device_enters(actor(token), room.id, session);
    return session;
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& one : service.people().all(front, room.id)) all.push_back(one.display_name);
    return all;
  }
  void tell(const wire::Event& event) { media.last().listener->on_media_event(event); }
};

TEST_F(DeviceTest, ACameraIsAParticipantWhoGivesAndGetsNothing) {
  const auto read = follow(front, room.id);
  const std::string token = invited();
  const std::string session = offer(token);
  EXPECT_THAT(names(), IsEmpty()) << "not before it has its answer";
  const auto asked = media.last().all<wire::Offer>().back();
  EXPECT_TRUE(asked.gives);
  EXPECT_FALSE(asked.gets);
  service.media().device_enters(actor(token), room.id, session);
  EXPECT_THAT(names(), ElementsAre("Guest"));
  EXPECT_EQ(read->types(), (std::vector<std::string>{"snapshot", "participant.joined"}));
  EXPECT_EQ(read->last("participant.joined")["role"], "participant");
  EXPECT_THAT(tiles(), ElementsAre(asked.seat));
  EXPECT_TRUE(scene().parts.at(0).heard);
  EXPECT_THAT(media.last().all<wire::Label>(), SizeIs(2)) << "a name and an avatar";
  EXPECT_THAT(attendance.told, ElementsAre("+192.0.2.7@" + room.id));
}

TEST_F(DeviceTest, WhatAHostMutedAndHidComesBackWhenItIsAsked) {
  come(invited());
  const auto host = join(room, "Host", Role::Moderator);
  const std::string id = service.people().all(front, room.id).at(0).id;
  service.people().patch(actor(host.token), room.id, id, {.microphone = false, .camera = false, .display_name = {}});
  EXPECT_FALSE(scene().parts.at(0).heard);
  service.people().ask_to_unmute(actor(host.token), room.id, id);
  EXPECT_TRUE(service.people().read(front, room.id, id).microphone);
  EXPECT_TRUE(service.people().read(front, room.id, id).camera);
  EXPECT_TRUE(scene().parts.at(0).heard);
}

TEST_F(DeviceTest, WhereWhoEntersIsMutedItIsNotHeardBeforeAHostAsks) {
  service.rooms().patch(front, room.id, with(&RoomSettings::mute_on_entry, true), {});
  come(invited(Role::Moderator));
  const std::string id = service.people().all(front, room.id).at(0).id;
  EXPECT_FALSE(service.people().read(front, room.id, id).microphone);
  EXPECT_FALSE(scene().parts.at(0).heard);
  EXPECT_TRUE(scene().parts.at(0).seen);
  service.people().ask_to_unmute(actor(join(room, "Host", Role::Moderator).token), room.id, id);
  EXPECT_TRUE(scene().parts.at(0).heard);
}

TEST_F(DeviceTest, ADisplayIsAViewerAndComesOnlyWhenThereIsSomethingToShow) {
  const std::string token = invited(Role::Moderator);
  EXPECT_EQ(offer(token, Device::Kind::Display), "nothing-to-show");
  EXPECT_THAT(media.workers, IsEmpty());
  come(invited());
  const std::string session = come(token, Device::Kind::Display);
  const auto asked = media.last().all<wire::Offer>().back();
  EXPECT_FALSE(asked.gives);
  EXPECT_TRUE(asked.gets);
  EXPECT_EQ(service.people().all(front, room.id).at(1).role, Role::Viewer);
  EXPECT_THAT(scene().views, SizeIs(1)) << "it shares the view of all";
  EXPECT_THAT(tiles(), SizeIs(1));
}

TEST_F(DeviceTest, ARefusedOfferLeavesNothing) {
  const auto read = follow(front, room.id);
  const std::string token = invited(Role::Participant, 1);
  EXPECT_EQ(offer(token, Device::Kind::Camera, wire::Failure{"unacceptable-sdp", "missing"}), "unacceptable-sdp");
  EXPECT_EQ(media.open_sessions(), 0);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(read->types(), ElementsAre("snapshot"));
  EXPECT_THAT(attendance.told, IsEmpty());
  EXPECT_THAT(offer(token), SizeIs(22)) << "the invitation was not used";
}

TEST_F(DeviceTest, WhoDoesNotClaimItsAnswerIsForgotten) {
  const std::string token = invited();
  const std::string session = offer(token);
  EXPECT_EQ(media.open_sessions(), 1);
  pass(4s);
  EXPECT_EQ(media.open_sessions(), 1);
  pass(1s);
  EXPECT_THAT(media.last().all<wire::Close>(), SizeIs(1));
  EXPECT_EQ(media.open_sessions(), 0);
  EXPECT_EQ(code_of([&] { service.media().device_enters(actor(token), room.id, session); }), "not-found");
}

TEST_F(DeviceTest, TheInvitationIsUsedUpAndTheSessionLivesOn) {
  const std::string token = invited(Role::Participant, 1);
  const std::string session = come(token);
  EXPECT_EQ(code_of([&] { actor(token); }), "unauthorized");
  const auto holder = service.media().device(Secret(token), Device::Kind::Camera, room.id, session);
  ASSERT_TRUE(holder);
  SessionAnswer restarted;
  service.media().trickle(*holder, room.id, holder->participant, "a=ice-ufrag:again\r\n", "*",
                          [&](const auto& answer) { restarted = std::get<SessionAnswer>(answer); });
  media.last().reply(wire::Answer{"fragment"});
  EXPECT_EQ(restarted.sdp, "fragment");
  service.people().remove(*holder, room.id, holder->participant);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(media.open_sessions(), 0);
  EXPECT_FALSE(service.media().device(Secret(token), Device::Kind::Camera, room.id, session));
}

TEST_F(DeviceTest, ASessionIsOnlyForTheTokenTheKindAndTheRoomOfItsOwn) {
  const std::string token = invited();
  const std::string session = come(token);
  EXPECT_FALSE(service.media().device(Secret(invited()), Device::Kind::Camera, room.id, session));
  EXPECT_FALSE(service.media().device(Secret(token), Device::Kind::Display, room.id, session));
  EXPECT_FALSE(service.media().device(Secret(token), Device::Kind::Camera, new_room().id, session));
  EXPECT_FALSE(service.media().device(Secret(token), Device::Kind::Camera, room.id, "other"));
  EXPECT_FALSE(service.media().device(Secret(token), Device::Kind::Camera, "none", session));
}

TEST_F(DeviceTest, LockLobbyPinAndCapacityKeepItOut) {
  const std::string guest = invited(), moderator = invited(Role::Moderator);
  const auto change = [&](const RoomPatch& patch, const std::string& pin_hash = {}) {
    service.rooms().patch(front, room.id, patch, {}, pin_hash);
  };
  change(with(&RoomSettings::locked, true));
  EXPECT_EQ(offer(guest), "room-locked");
  EXPECT_THAT(offer(moderator), SizeIs(22));
  change(with(&RoomSettings::locked, false));
  change(with(&RoomSettings::lobby, true));
  EXPECT_EQ(offer(guest), "lobby-required");
  change(with(&RoomSettings::lobby, false));
  change({.pin = Secret("4711")}, "hash");
  EXPECT_EQ(offer(guest), "wrong-pin");
  change({.pin = Secret()});
  EXPECT_THAT(offer(guest), SizeIs(22));
  EXPECT_THAT(offer(guest), SizeIs(22));
  EXPECT_EQ(offer(guest), "room-full") << "who is at the door counts";
  EXPECT_EQ(code_of([&] { join(room, "Ada"); }), "room-full");
}

TEST_F(DeviceTest, OneThatOpensAnAccountsRoomTakesOneOfItsNetworksShare) {
  // The frontend's room has one of three places: whoever holds a second one leaves but one.
  const auto open = [&](const std::string& account, const std::string& network) {
    const Actor owner = AccountActor{account};
    const auto empty = service.rooms().create(owner, with(&RoomSettings::name, "Salon"));
    const std::string token = service.rooms().invite(owner, empty.id, {.role = {}, .expires_in = {}, .uses = {}}).token;
    return code_of([&] {
      service.media().offer_of_device(actor(token), empty.id,
                                      {Device::Kind::Camera, "v=0\r\n", sha256(token), "192.0.2.7", network},
                                      [](const auto&) {});
    });
  };
  EXPECT_EQ(open("ada", "one"), "none");
  EXPECT_EQ(open("bob", "one"), "room-limit") << "before it has entered, too: its media process runs";
  EXPECT_EQ(open("bob", "two"), "none");
  pass(5s);
  EXPECT_EQ(open("eve", "one"), "none") << "nobody claimed the others' answers";
}

TEST_F(DeviceTest, ItLeavesWhenItsMediaAreLost) {
  come(invited());
  const auto seat = last_offer_seat();
  tell(wire::PeerChanged{seat, PeerState::Connected});
  EXPECT_EQ(service.people().all(front, room.id).at(0).connection, PeerState::Connected);
  const auto read = follow(front, room.id);
  tell(wire::PeerChanged{seat, PeerState::Lost});
  EXPECT_EQ(read->last("participant.left")["reason"], "lost");
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(media.open_sessions(), 0);
  EXPECT_EQ(attendance.told.back(), "-1");
}

TEST_F(DeviceTest, ItLeavesWhenTheMediaProcessDiesAndPeopleStay) {
  connect(join(room, "Ada"));
  come(invited());
  offer(invited());
  media.last().die();
  EXPECT_THAT(names(), ElementsAre("Ada"));
  EXPECT_EQ(media.open_sessions(), 1);
  pass(10s);
  EXPECT_THAT(media.last().all<wire::Close>(), IsEmpty()) << "who was at the door is not in the new process";
}

TEST_F(DeviceTest, TheRoomMayEndWhileItIsAtTheDoor) {
  const std::string token = invited();
  std::string said;
  service.media().offer_of_device(actor(token), room.id, {Device::Kind::Camera, "v=0", sha256(token), ""},
                                  [&](const auto& answer) { said = entry(std::get<Error>(answer).code()).name; });
  service.rooms().remove(front, room.id);
  EXPECT_EQ(said, "not-found");
}

}  // namespace
}  // namespace lethe::room
