// SPDX-License-Identifier: AGPL-3.0-or-later
// The lobby, PINs, rooms of accounts and the attendance of those inside.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Lobby : public ServiceTest {
 protected:
  RoomView room = service.rooms().create(front, with(&RoomSettings::lobby, true));
  Actor invited(Role role = Role::Participant) {
    return actor(service.rooms().invite(front, room.id, {.role = role, .expires_in = {}, .uses = {}}).token);
  }
  Joined knock(const std::string& name = "Eve") {
    return service.people().join(invited(), room.id, {name, {}}, {.address = "192.0.2.5"});
  }
  Joined chair = service.people().join(front, room.id, {"Chair", Role::Moderator}, {.address = "192.0.2.1"});
};

TEST_F(Lobby, GuestsWaitAndHostsDoNot) {
  EXPECT_EQ(knock().participant.state, Admission::Waiting);
  EXPECT_EQ(service.people().join(invited(Role::Viewer), room.id, {"V", {}}).participant.state, Admission::Waiting);
  EXPECT_EQ(service.people().join(invited(Role::Moderator), room.id, {"M", {}}).participant.state, Admission::Admitted);
  EXPECT_EQ(chair.participant.state, Admission::Admitted);
  EXPECT_EQ(service.rooms().read(front, room.id).participants, 2);
}

TEST_F(Lobby, ALinkForOnePersonLetsOneOfThoseWhoWaitByItIn) {
  const auto made = service.rooms().invite(front, room.id, {.role = Role::Participant, .expires_in = {}, .uses = 1});
  const auto ada = service.people().join(actor(made.token), room.id, {"Ada", {}});
  const auto eve = service.people().join(actor(made.token), room.id, {"Eve", {}});
  const auto bob = knock();
  const auto read = follow(actor(eve.token), room.id);
  EXPECT_EQ(service.people().admit(front, room.id, ada.participant.id).state, Admission::Admitted);
  EXPECT_EQ(read->types().back(), "participant.denied");
  EXPECT_EQ(code_of([&] { service.people().admit(front, room.id, eve.participant.id); }), "not-found");
  EXPECT_EQ(code_of([&] { actor(made.token); }), "unauthorized");
  EXPECT_EQ(service.people().read(front, room.id, bob.participant.id).state, Admission::Waiting);
}

TEST_F(Lobby, WhoWaitsByALinkThatIsRevokedIsTurnedAway) {
  const auto made = service.rooms().invite(front, room.id, {.role = Role::Participant, .expires_in = {}, .uses = {}});
  const auto eve = service.people().join(actor(made.token), room.id, {"Eve", {}});
  service.rooms().revoke(front, room.id, made.id);
  EXPECT_EQ(code_of([&] { service.people().admit(front, room.id, eve.participant.id); }), "not-found");
}

TEST_F(Lobby, WhoWaitsSeesNobodyAndSendsNothing) {
  const auto eve = knock();
  const Actor she = actor(eve.token);
  EXPECT_EQ(code_of([&] { service.people().all(she, room.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.people().read(she, room.id, chair.participant.id); }), "forbidden");
  EXPECT_EQ(service.people().read(she, room.id, eve.participant.id).state, Admission::Waiting);
  EXPECT_EQ(code_of([&] { service.media().offer(she, room.id, eve.participant.id, "v=0", {}); }), "forbidden");
  const auto read = follow(she, room.id);
  EXPECT_THAT(read->types(), ElementsAre("snapshot"));
  EXPECT_THAT(read->last("snapshot")["participants"], IsEmpty());
  EXPECT_EQ(read->last("snapshot")["waiting"][0]["id"], eve.participant.id);
  join(room, "Bob");
  EXPECT_THAT(read->events, SizeIs(1));
}

TEST_F(Lobby, OneNetworkLeavesPlacesToOthers) {
  const Actor everybodys = invited();
  const auto knock_from = [&](const std::string& network) {
    return code_of([&] { service.people().join(everybodys, room.id, {"P", {}}, {.network = network}); });
  };
  int taken = 0;
  while (taken < 100 && knock_from("one") == "none") ++taken;
  EXPECT_EQ(taken, 15) << "of the thirty places";
  EXPECT_EQ(knock_from("one"), "room-full");
  EXPECT_EQ(knock_from("two"), "none");
  EXPECT_EQ(knock_from(""), "none");
  for (const auto& one : service.people().all(front, room.id))
    if (one.state == Admission::Waiting) service.people().deny(front, room.id, one.id);
  EXPECT_EQ(knock_from("one"), "none");
}

TEST_F(Lobby, HostsSeeWhoWaitsAndOthersDoNot) {
  const auto bob = join(room, "Bob");
  const auto hosts = follow(actor(chair.token), room.id), frontends = follow(front, room.id),
             bobs = follow(actor(bob.token), room.id);
  const auto eve = knock();
  EXPECT_EQ(hosts->last("participant.waiting")["displayName"], "Eve");
  EXPECT_EQ(frontends->last("participant.waiting")["displayName"], "Eve");
  EXPECT_THAT(bobs->types(), ElementsAre("snapshot"));
  EXPECT_THAT(service.people().all(actor(chair.token), room.id), SizeIs(3));
  EXPECT_THAT(service.people().all(actor(bob.token), room.id), SizeIs(2));
  EXPECT_EQ(code_of([&] { service.people().read(actor(bob.token), room.id, eve.participant.id); }), "not-found");
  EXPECT_EQ(follow(actor(chair.token), room.id)->last("snapshot")["waiting"][0]["displayName"], "Eve");
  EXPECT_THAT(follow(actor(bob.token), room.id)->last("snapshot")["waiting"], IsEmpty());
}

TEST_F(Lobby, WhoIsAdmittedIsInsideWithTheSameToken) {
  const auto eve = knock();
  const auto read = follow(actor(eve.token), room.id), hosts = follow(front, room.id);
  EXPECT_EQ(service.people().admit(actor(chair.token), room.id, eve.participant.id).state, Admission::Admitted);
  EXPECT_THAT(read->types(), ElementsAre("snapshot", "participant.admitted", "snapshot"));
  EXPECT_THAT(read->last("snapshot")["participants"], SizeIs(2));
  EXPECT_THAT(hosts->types(), ElementsAre("snapshot", "participant.joined", "participant.gone"));
  EXPECT_EQ(hosts->last("participant.gone")["reason"], "admitted");
  connect(eve);
  join(room, "Bob");
  EXPECT_EQ(read->events.back().type, "participant.joined");
  EXPECT_EQ(code_of([&] { service.people().admit(front, room.id, eve.participant.id); }), "not-found");
}

TEST_F(Lobby, WhoReadsEventsOnlyAfterBeingAdmittedIsToldOfItOnce) {
  const auto eve = knock();
  service.people().admit(front, room.id, eve.participant.id);
  const Actor she = actor(eve.token);
  const auto read = follow(she, room.id);
  EXPECT_THAT(read->types(), ElementsAre("snapshot", "participant.admitted"));
  const Json told = read->last("participant.admitted");
  EXPECT_EQ(told["participant"]["id"], eve.participant.id);
  EXPECT_EQ(told["participant"]["state"], "admitted");
  EXPECT_TRUE(told["iceServers"].is_array());
  EXPECT_THAT(follow(she, room.id)->types(), ElementsAre("snapshot"));
}

TEST_F(Lobby, WhoIsDeniedHoldsADeadToken) {
  const auto eve = knock();
  const auto read = follow(actor(eve.token), room.id), hosts = follow(front, room.id);
  std::vector<Subscription> ended;
  service.events().on_subscription_end([&](Subscription s) { ended.push_back(s); });
  service.people().deny(actor(chair.token), room.id, eve.participant.id);
  EXPECT_EQ(read->events.back().type, "participant.denied");
  EXPECT_EQ(hosts->last("participant.gone")["reason"], "denied");
  EXPECT_THAT(ended, SizeIs(1));
  EXPECT_EQ(code_of([&] { actor(eve.token); }), "unauthorized");
  EXPECT_EQ(code_of([&] { service.people().deny(front, room.id, eve.participant.id); }), "not-found");
  EXPECT_EQ(code_of([&] { service.people().deny(actor(join(room, "Bob").token), room.id, "x"); }), "forbidden");
}

TEST_F(Lobby, WhoDoesNotListenHasLeftAfterAMinute) {
  const auto eve = knock(), ida = knock("Ida");
  follow(actor(ida.token), room.id);
  connect(chair);
  pass(61s);
  EXPECT_EQ(code_of([&] { actor(eve.token); }), "unauthorized");
  pass(10min);
  EXPECT_EQ(service.people().read(actor(ida.token), room.id, ida.participant.id).state, Admission::Waiting);
  service.people().remove(actor(ida.token), room.id, ida.participant.id);
  EXPECT_EQ(code_of([&] { actor(ida.token); }), "unauthorized");
}

TEST_F(Lobby, FullRoomAdmitsNobodyAndWhoWaitsTakesNoPlace) {
  service.rooms().patch(front, room.id, with(&RoomSettings::capacity, 1), {});
  const auto eve = knock();
  EXPECT_EQ(code_of([&] { service.people().admit(front, room.id, eve.participant.id); }), "room-full");
  service.people().remove(front, room.id, chair.participant.id);
  service.people().admit(front, room.id, eve.participant.id);
  EXPECT_EQ(service.rooms().read(front, room.id).participants, 1);
}

TEST_F(Lobby, AttendanceIsOfThoseInsideOnly) {
  const auto eve = knock();
  EXPECT_THAT(attendance.told, ElementsAre("+192.0.2.1@" + room.id));
  service.people().admit(front, room.id, eve.participant.id);
  service.people().deny(front, room.id, knock("Ida").participant.id);
  service.people().remove(front, room.id, chair.participant.id);
  knock("Kim");
  service.rooms().remove(front, room.id);
  EXPECT_THAT(attendance.told, ElementsAre("+192.0.2.1@" + room.id, "+192.0.2.5@" + room.id, "-1", "-2"));
  EXPECT_EQ(code_of([&] { actor(eve.token); }), "unauthorized");
}

TEST_F(Lobby, ForgedEntranceDoesNotReplaceThePin) {
  service.rooms().patch(front, room.id, {.pin = Secret("1234")}, {}, "hash");
  EXPECT_TRUE(service.rooms().read(front, room.id).has_pin);
  const Actor guest = invited(), host = invited(Role::Moderator);
  EXPECT_EQ(service.people().pin_needed(guest, room.id), "hash");
  EXPECT_EQ(service.people().pin_needed(host, room.id), "hash");
  EXPECT_EQ(service.people().pin_needed(front, room.id), "");
  EXPECT_EQ(code_of([&] { service.people().join(guest, room.id, {"Eve", {}}); }), "wrong-pin");
  EXPECT_EQ(code_of([&] {
              service.people().join(guest, room.id, {"Eve", {}}, {.pin_hash = "older hash"});
            }),
            "wrong-pin");
  service.people().join(guest, room.id, {"Eve", {}}, {.pin_hash = "hash"});
  service.rooms().patch(front, room.id, {.pin = Secret("")}, {}, "");
  service.people().join(guest, room.id, {"Eve", {}});
}

class AccountRooms : public ServiceTest {
 protected:
  Actor ada = AccountActor{"ada-id"}, bob = AccountActor{"bob-id"};
  RoomView made = service.rooms().create(ada, with(&RoomSettings::name, "Salon"));
};

TEST_F(AccountRooms, OwnerComesAsModeratorAndOthersDoNotSeeIt) {
  EXPECT_EQ(service.people().join(ada, made.id, {"Ada", {}}).participant.role, Role::Moderator);
  EXPECT_THAT(service.rooms().all(ada), SizeIs(1));
  EXPECT_THAT(service.rooms().all(bob), IsEmpty());
  for (const Actor& who : {bob, front, Actor(ApiKeyActor{"ada-id", {Scope::Rooms, Scope::Participants}})})
    EXPECT_EQ(code_of([&] { service.rooms().read(who, made.id); }), "not-found");
}

TEST_F(AccountRooms, RecordMakesTheSameRoomAgain) {
  const auto invitation = service.rooms().invite(ada, made.id, {.role = Role::Viewer, .expires_in = 60, .uses = 3});
  RoomPatch patch;
  patch.settings.set(&RoomSettings::name, "Parlour")
      .set(&RoomSettings::capacity, 7)
      .set(&RoomSettings::locked, true)
      .set(&RoomSettings::lobby, true)
      .set(&RoomSettings::shares, 4)
      .set(&RoomSettings::chat, false);
  service.rooms().patch(ada, made.id, patch, {});
  service.layouts().set(ada, made.id, {.kind = LayoutKind::Speaker, .tiles = 5});
  const auto record = service.rooms().record(made.id);
  ASSERT_TRUE(record);
  service.rooms().remove(ada, made.id);
  EXPECT_FALSE(service.rooms().record(made.id));
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
  service.rooms().restore(made.id, record);
  EXPECT_EQ(service.rooms().record(made.id), record);
  EXPECT_EQ(service.rooms().read(ada, made.id).settings.name, "Parlour");
  EXPECT_EQ(service.rooms().read(ada, made.id).settings.shares, 4);
  EXPECT_FALSE(service.rooms().read(ada, made.id).settings.chat);
  EXPECT_EQ(service.layouts().read(ada, made.id).kind, LayoutKind::Speaker);
  EXPECT_EQ(std::get<InvitationActor>(actor(invitation.token)).role, Role::Viewer);
  time += 60s;
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
}

TEST_F(AccountRooms, RecordNamesNobodyAndALayoutIsRestoredOnlyWhereItFits) {
  const auto guest = service.people().join(ada, made.id, {"Ada", {}});
  CustomTile named, slot;
  named.participant = guest.participant.id;
  slot.slot = 0;
  slot.x = 640;
  for (CustomTile* tile : {&named, &slot}) std::tie(tile->width, tile->height) = std::pair(640, 360);
  service.layouts().set(ada, made.id, {.kind = LayoutKind::Custom, .custom = {named, slot}});
  auto record = service.rooms().record(made.id);
  EXPECT_THAT(record->layout.custom, ElementsAre(slot));
  service.rooms().restore(made.id, record);
  EXPECT_THAT(service.layouts().read(ada, made.id).custom, SizeIs(2)) << "who is there stays in it";
  service.layouts().set(ada, made.id, {.kind = LayoutKind::Gallery, .pins = {guest.participant.id}});
  EXPECT_EQ(service.rooms().record(made.id)->layout, Layout{});
  record->layout.custom[0].x = 4000;
  service.rooms().restore(made.id, record);
  EXPECT_EQ(service.layouts().read(ada, made.id).kind, LayoutKind::Gallery);
}

TEST_F(AccountRooms, InvitationsAreListedWithoutTokensAndRevoked) {
  const auto first = service.rooms().invite(ada, made.id, {.role = Role::Viewer, .expires_in = 60, .uses = 3}),
             second = service.rooms().invite(ada, made.id, {});
  ASSERT_THAT(service.rooms().invitations(ada, made.id), SizeIs(2));
  EXPECT_EQ(service.rooms().invitations(ada, made.id)[0].id, first.id);
  EXPECT_EQ(service.rooms().invitations(ada, made.id)[0].expires_at, first.expires_at);
  EXPECT_EQ(service.rooms().invitations(ada, made.id)[0].uses_left, 3);
  service.rooms().revoke(ada, made.id, first.id);
  EXPECT_EQ(code_of([&] { actor(first.token); }), "unauthorized");
  EXPECT_EQ(code_of([&] { service.rooms().revoke(ada, made.id, first.id); }), "not-found");
  EXPECT_EQ(code_of([&] { service.rooms().revoke(bob, made.id, second.id); }), "not-found");
  EXPECT_THAT(service.rooms().invitations(ada, made.id), SizeIs(1));
}

TEST_F(AccountRooms, ModeratorInsideEndsTheMeetingAndTheRoomStays) {
  const auto invitation = service.rooms().invite(ada, made.id, {.role = Role::Moderator, .expires_in = {}, .uses = {}});
  const auto mo = service.people().join(actor(invitation.token), made.id, {"Mo", {}});
  service.rooms().remove(actor(mo.token), made.id);
  EXPECT_EQ(code_of([&] { actor(mo.token); }), "unauthorized");
  EXPECT_EQ(service.rooms().read(ada, made.id).participants, 0);
  service.people().join(actor(invitation.token), made.id, {"Mo", {}});
}

TEST_F(AccountRooms, ErasedAccountEndsItsRooms) {
  const auto theirs = service.rooms().create(bob, with(&RoomSettings::name, "Theirs"));
  const auto member = service.people().join(ada, made.id, {"Ada", {}});
  service.rooms().account_erased("ada-id");
  EXPECT_EQ(code_of([&] { actor(member.token); }), "unauthorized");
  EXPECT_THAT(service.rooms().all(ada), IsEmpty());
  EXPECT_THAT(service.rooms().all(bob), SizeIs(1));
}

TEST_F(AccountRooms, LoggedOutAccountReadsNoEventsAnyMore) {
  follow(ada, made.id);
  std::vector<Subscription> ended;
  service.events().on_subscription_end([&](Subscription s) { ended.push_back(s); });
  service.rooms().logged_out("bob-id");
  EXPECT_THAT(ended, IsEmpty());
  service.rooms().logged_out("ada-id");
  EXPECT_THAT(ended, ElementsAre(subscription));
}

TEST_F(AccountRooms, EmptyOnesTakeNothingOfTheServersRooms) {
  for (int i = 0; i < 5; ++i) service.rooms().create(bob, {});
  for (int i = 0; i < 3; ++i) new_room();
  EXPECT_EQ(code_of([&] { new_room(); }), "room-limit");
  EXPECT_EQ(code_of([&] { service.people().join(ada, made.id, {"Ada", {}}); }), "room-limit");
  service.rooms().remove(front, service.rooms().all(front)[0].id);
  service.people().join(ada, made.id, {"Ada", {}});
  EXPECT_EQ(code_of([&] { new_room(); }), "room-limit");
}

TEST_F(AccountRooms, AccountHasSoManyRoomsAndNoMore) {
  for (int i = 1; i < 20; ++i) service.rooms().create(ada, {});
  EXPECT_EQ(code_of([&] { service.rooms().create(ada, {}); }), "room-limit");
}

TEST_F(AccountRooms, OneAccountAndOneNetworkLeaveRoomsToOthers) {
  std::vector<RoomView> of_ada, of_bob;
  for (int i = 0; i < 3; ++i) of_ada.push_back(service.rooms().create(ada, {}));
  for (int i = 0; i < 3; ++i) of_bob.push_back(service.rooms().create(bob, {}));
  const auto enter = [&](const Actor& who, const RoomView& room, const std::string& network) {
    return code_of([&] { service.people().join(who, room.id, {"P", {}}, {.network = network}); });
  };
  // Three places: who holds two of them would leave but one.
  EXPECT_EQ(enter(ada, of_ada[0], "one"), "none");
  EXPECT_EQ(enter(ada, of_ada[1], "two"), "none");
  EXPECT_EQ(enter(ada, of_ada[2], "three"), "room-limit") << "the account has its share";
  EXPECT_EQ(enter(ada, of_ada[0], "one"), "none") << "an occupied room takes no further place";
  EXPECT_EQ(enter(bob, of_bob[0], "one"), "room-limit") << "the network has its share";
  EXPECT_EQ(enter(bob, of_bob[0], ""), "none");
}

}  // namespace
}  // namespace lethe::room
