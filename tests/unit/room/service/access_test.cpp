// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms, invitations and who gets in.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Access = ServiceTest;

TEST_F(Access, AnUnknownTokenIsUnauthorized) {
  for (const char* token : {"", "lk_", "lk_wrong", "li_wrong", "lp_wrong"})
    EXPECT_EQ(code_of([&] { actor(token); }), "unauthorized") << token;
}

TEST_F(Access, ARoomIsMadeReadEditedListedAndDeleted) {
  RoomPatch spec = with(&RoomSettings::name, "  Tea  ");
  spec.settings.set(&RoomSettings::capacity, 7);
  const auto made = service.rooms().create(front, spec);
  EXPECT_THAT(made.id, testing::MatchesRegex("[a-z2-7]{10}"));
  EXPECT_EQ(made.settings.name, "Tea");
  EXPECT_EQ(made.settings.capacity, 7);
  EXPECT_FALSE(made.settings.locked);
  EXPECT_THAT(made.created_at, testing::MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_EQ(service.rooms().read(front, made.id).revision, made.revision);
  const auto edited = service.rooms().patch(front, made.id, with(&RoomSettings::locked, true), made.revision);
  EXPECT_TRUE(edited.settings.locked);
  EXPECT_EQ(edited.settings.name, "Tea");
  EXPECT_EQ(edited.revision, made.revision + 1);
  EXPECT_EQ(service.rooms().patch(front, made.id, with(&RoomSettings::name, "Tea"), {}).revision, edited.revision)
      << "nothing changed";
  EXPECT_THAT(service.rooms().all(front), SizeIs(1));
  service.rooms().remove(front, made.id);
  EXPECT_THAT(service.rooms().all(front), IsEmpty());
  EXPECT_EQ(code_of([&] { service.rooms().read(front, made.id); }), "not-found");
}

TEST_F(Access, AnEditOfAnOldRevisionIsRefused) {
  const auto room = new_room();
  service.rooms().patch(front, room.id, with(&RoomSettings::name, "Cake"), room.revision);
  EXPECT_EQ(code_of([&] { service.rooms().patch(front, room.id, with(&RoomSettings::name, "Pie"), room.revision); }),
            "precondition-failed");
  EXPECT_EQ(service.rooms().read(front, room.id).settings.name, "Cake");
}

TEST_F(Access, TheServerHoldsSoManyRoomsAndNoMore) {
  for (int i = 0; i < 3; ++i) new_room();
  EXPECT_EQ(code_of([&] { new_room(); }), "room-limit");
  service.rooms().remove(front, service.rooms().all(front)[0].id);
  new_room();
}

TEST_F(Access, ACapacityBeyondTheLimitIsRefusedWithItsPointer) {
  try {
    new_room(31);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.findings(), ElementsAre(Finding{"/capacity", "must be at most 30"}));
  }
  EXPECT_THAT(service.rooms().all(front), IsEmpty());
}

TEST_F(Access, WhatIsNotYoursAnswersAsWhatNeverWas) {
  const auto mine = new_room();
  const auto theirs = service.rooms().create(other, with(&RoomSettings::name, "Theirs"));
  const auto member = join(mine, "Ada", Role::Moderator);
  const auto guest = actor(service.rooms().invite(front, mine.id, {}).token);
  for (const Actor& who : {front, actor(member.token), guest})
    for (const std::string& id : {theirs.id, std::string("nowhere")}) {
      EXPECT_EQ(code_of([&] { service.rooms().read(who, id); }), "not-found");
      EXPECT_EQ(code_of([&] { service.rooms().patch(who, id, {}, {}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.rooms().remove(who, id); }), "not-found");
      EXPECT_EQ(code_of([&] { service.rooms().invite(who, id, {}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.people().join(who, id, {"Eve", {}}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.people().all(who, id); }), "not-found");
      EXPECT_EQ(code_of([&] { service.people().read(who, id, "p"); }), "not-found");
      EXPECT_EQ(code_of([&] { service.people().patch(who, id, "p", {}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.people().remove(who, id, "p"); }), "not-found");
      EXPECT_EQ(code_of([&] { service.media().offer(who, id, "p", "", {}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.media().trickle(who, id, "p", "", "", {}); }), "not-found");
      EXPECT_EQ(code_of([&] { service.media().hang_up(who, id, "p"); }), "not-found");
      EXPECT_EQ(code_of([&] { service.events().subscribe(who, id, {}, {}); }), "not-found");
    }
  for (const auto& [id, who] : {std::pair{mine.id, actor(member.token)}, {mine.id, guest}, {theirs.id, other}}) {
    ASSERT_THAT(service.rooms().all(who), SizeIs(1));
    EXPECT_EQ(service.rooms().all(who)[0].id, id);
  }
}

TEST_F(Access, TheWrongRoleIsForbidden) {
  const auto room = new_room();
  const auto ada = join(room, "Ada"), bob = join(room, "Bob");
  const Actor she = actor(ada.token);
  EXPECT_EQ(code_of([&] { service.rooms().create(she, {}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.rooms().patch(she, room.id, {}, {}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.rooms().remove(she, room.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.rooms().invite(she, room.id, {}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.people().join(she, room.id, {"Again", {}}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.people().remove(she, room.id, bob.participant.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.media().offer(she, room.id, bob.participant.id, "", {}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.media().hang_up(she, room.id, bob.participant.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.media().offer(front, room.id, bob.participant.id, "", {}); }), "forbidden");
  const auto makers = service.rooms().create(maker, {});
  EXPECT_EQ(code_of([&] { service.people().join(maker, makers.id, {"Eve", {}}); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.people().all(maker, makers.id); }), "forbidden");
  const auto guest = actor(service.rooms().invite(front, room.id, {}).token);
  EXPECT_EQ(code_of([&] { service.people().all(guest, room.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.events().subscribe(guest, room.id, {}, {}); }), "forbidden");
}

TEST_F(Access, AnInvitationBringsItsRoleAndItsLink) {
  const auto room = new_room();
  const auto invitation = service.rooms().invite(front, room.id, {.role = Role::Viewer, .expires_in = {}, .uses = {}});
  EXPECT_EQ(invitation.join_url, "https://lethe.example/join#" + room.id + "/" + invitation.token);
  EXPECT_FALSE(invitation.expires_at);
  const auto joined = service.people().join(actor(invitation.token), room.id, {"Ada", {}});
  EXPECT_EQ(joined.participant.role, Role::Viewer);
  EXPECT_EQ(joined.room.participants, 1);
  EXPECT_THAT(joined.ice_servers, SizeIs(1));
  EXPECT_EQ(code_of([&] {
              service.people().join(actor(invitation.token), room.id, {"Eve", Role::Moderator});
            }),
            "forbidden");
  EXPECT_EQ(std::get<ParticipantActor>(actor(joined.token)).participant, joined.participant.id);
}

TEST_F(Access, AnInvitationExpires) {
  const auto room = new_room();
  const auto invitation = service.rooms().invite(front, room.id, {.role = {}, .expires_in = 60, .uses = {}});
  EXPECT_TRUE(invitation.expires_at);
  time += 59s;
  const Actor guest = actor(invitation.token);
  time += 1s;
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
  EXPECT_EQ(code_of([&] { service.people().join(guest, room.id, {"Late", {}}); }), "unauthorized");
}

TEST_F(Access, AnInvitationIsUsedUpByThoseWhoGotIn) {
  const auto room = new_room();
  const auto invitation = service.rooms().invite(front, room.id, {.role = {}, .expires_in = {}, .uses = 2});
  EXPECT_EQ(invitation.uses_left, 2);
  EXPECT_EQ(code_of([&] { service.people().join(actor(invitation.token), room.id, {" ", {}}); }), "invalid-field");
  service.people().join(actor(invitation.token), room.id, {"Ada", {}});
  service.people().join(actor(invitation.token), room.id, {"Bob", {}});
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
}

TEST_F(Access, ARoomHasSoManyInvitationsAndExpiredOnesDoNotCount) {
  const auto room = new_room();
  for (int i = 0; i < 3; ++i) service.rooms().invite(front, room.id, {.role = {}, .expires_in = 10, .uses = {}});
  EXPECT_EQ(code_of([&] { service.rooms().invite(front, room.id, {}); }), "room-limit");
  time += 10s;
  service.rooms().invite(front, room.id, {});
}

TEST_F(Access, TokensDieWithTheirRoom) {
  const auto room = new_room();
  const auto invitation = service.rooms().invite(front, room.id, {});
  const auto ada = join(room, "Ada");
  service.rooms().remove(front, room.id);
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "unauthorized");
}

TEST_F(Access, AFullRoomTakesNobody) {
  const auto room = new_room(2);
  join(room, "Ada");
  join(room, "Bob", Role::Viewer);
  EXPECT_EQ(code_of([&] { join(room, "Eve"); }), "room-full");
  EXPECT_EQ(service.rooms().read(front, room.id).participants, 2);
}

TEST_F(Access, ALockedRoomTakesModeratorsAndTheFrontendOnly) {
  const auto room = new_room();
  const auto guest = actor(service.rooms().invite(front, room.id, {}).token);
  const auto chair =
      actor(service.rooms().invite(front, room.id, {.role = Role::Moderator, .expires_in = {}, .uses = {}}).token);
  service.rooms().patch(front, room.id, with(&RoomSettings::locked, true), {});
  EXPECT_EQ(code_of([&] { service.people().join(guest, room.id, {"Eve", {}}); }), "room-locked");
  service.people().join(chair, room.id, {"Chair", {}});
  join(room, "Ada");
  EXPECT_EQ(service.rooms().read(front, room.id).participants, 2);
}

TEST_F(Access, ANameThatIsNotTextIsRefusedWithItsPointer) {
  const auto room = new_room();
  try {
    join(room, "\xff");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.findings(), ElementsAre(Finding{"/displayName", "must be UTF-8"}));
  }
  EXPECT_THAT(service.people().all(front, room.id), IsEmpty());
}

TEST_F(Access, AnOpenRoomBelongsToNoKeyAndEndsWhenNobodyCanEnterItAnyMore) {
  const auto invitation = service.rooms().open("Open").host;
  const Actor chair = actor(invitation.token);
  const std::string room = std::get<InvitationActor>(chair).room;
  EXPECT_THAT(service.rooms().all(front), IsEmpty());
  EXPECT_EQ(code_of([&] { service.rooms().read(front, room); }), "not-found");
  pass(24h);
  EXPECT_EQ(service.rooms().read(chair, room).settings.name, "Open") << "it waits as long as its link is good";
  service.rooms().remove(actor(service.people().join(chair, room, {"Ada", {}}).token), room);
  EXPECT_EQ(code_of([&] { actor(invitation.token); }), "unauthorized");
}

TEST_F(Access, AnOpenRoomHasALinkForTheHostAndOneForGuestsAndIsTheSameEachTime) {
  const auto first = service.rooms().open("Open");
  EXPECT_EQ(std::get<InvitationActor>(actor(first.host.token)).role, Role::Moderator);
  EXPECT_EQ(std::get<InvitationActor>(actor(first.guest.token)).role, Role::Participant);
  const auto again = service.rooms().open("Open"), elsewhere = service.rooms().open("Other");
  EXPECT_EQ(again.room, first.room);
  EXPECT_NE(elsewhere.room, first.room);
  EXPECT_EQ(std::get<InvitationActor>(actor(again.host.token)).room, first.room);
  // As many of the links before as a room may have beside the new ones: three in all here.
  EXPECT_EQ(std::get<InvitationActor>(actor(first.guest.token)).room, first.room);
  EXPECT_EQ(code_of([&] { actor(first.host.token); }), "unauthorized");
}

TEST_F(Access, OthersMayBeMutedAndHiddenByAModeratorAndNothingElse) {
  const auto room = new_room();
  const auto chair = join(room, "Chair", Role::Moderator), ada = join(room, "Ada"), bob = join(room, "Bob");
  const auto patch = [&](const std::string& token, ParticipantPatch change) {
    return code_of([&] { service.people().patch(actor(token), room.id, ada.participant.id, change); });
  };
  EXPECT_EQ(patch(chair.token, {.microphone = false, .camera = {}, .display_name = {}}), "none");
  EXPECT_FALSE(service.people().read(front, room.id, ada.participant.id).microphone);
  EXPECT_EQ(patch(chair.token, {.microphone = true, .camera = {}, .display_name = {}}), "forbidden");
  EXPECT_EQ(patch(chair.token, {.microphone = {}, .camera = false, .display_name = {}}), "none");
  EXPECT_FALSE(service.people().read(front, room.id, ada.participant.id).camera);
  EXPECT_EQ(patch(chair.token, {.microphone = false, .camera = true, .display_name = {}}), "forbidden");
  EXPECT_EQ(patch(chair.token, {.microphone = {}, .camera = {}, .display_name = "Fool"}), "forbidden");
  EXPECT_EQ(patch(bob.token, {.microphone = false, .camera = {}, .display_name = {}}), "forbidden");
  EXPECT_EQ(patch(ada.token, {.microphone = true, .camera = false, .display_name = " Ada L. "}), "none");
  const auto view = service.people().read(front, room.id, ada.participant.id);
  EXPECT_TRUE(view.microphone);
  EXPECT_FALSE(view.camera);
  EXPECT_EQ(view.display_name, "Ada L.");
  EXPECT_EQ(code_of([&] { service.people().patch(front, room.id, "nobody", {}); }), "not-found");
}

TEST_F(Access, WhoIsRemovedHoldsADeadToken) {
  const auto room = new_room();
  const auto chair = join(room, "Chair", Role::Moderator), ada = join(room, "Ada"), bob = join(room, "Bob");
  service.people().remove(actor(chair.token), room.id, ada.participant.id);
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "removed");
  service.people().remove(actor(bob.token), room.id, bob.participant.id);
  EXPECT_EQ(code_of([&] { actor(bob.token); }), "unauthorized");
  EXPECT_THAT(service.people().all(front, room.id), SizeIs(1));
  service.people().remove(actor(chair.token), room.id, chair.participant.id);
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "unauthorized") << "nothing of a meeting is kept when all have left";
}

TEST_F(Access, WhoWasRemovedKnocksWhenTheyComeByTheSameInvitation) {
  const auto room = new_room();
  const auto link = [&](Role role) {
    return actor(service.rooms().invite(front, room.id, {.role = role, .expires_in = {}, .uses = {}}).token);
  };
  const Actor everybodys = link(Role::Participant), another = link(Role::Participant), hosts = link(Role::Moderator);
  const auto state_by = [&](const Actor& who) {
    return service.people().join(who, room.id, {"P", {}}).participant.state;
  };
  const auto chair = service.people().join(hosts, room.id, {"Chair", {}});
  const auto eve = service.people().join(everybodys, room.id, {"Eve", {}});
  service.people().remove(actor(chair.token), room.id, eve.participant.id);
  EXPECT_EQ(state_by(everybodys), Admission::Waiting);
  EXPECT_EQ(state_by(another), Admission::Admitted);
  EXPECT_EQ(state_by(hosts), Admission::Admitted);
  const auto camera = [&] {
    service.media().offer_of_device(everybodys, room.id, {Device::Kind::Camera, "v=0\r\n", "hash", ""},
                                    [](const auto&) {});
  };
  EXPECT_EQ(code_of(camera), "lobby-required");
  // A host's link passes the lobby, until its holder was removed.
  service.people().remove(front, room.id, chair.participant.id);
  EXPECT_EQ(state_by(hosts), Admission::Waiting);
  for (const auto& one : service.people().all(front, room.id))
    if (one.state == Admission::Admitted)
      service.people().remove(ParticipantActor{room.id, one.id, one.role}, room.id, one.id);
  EXPECT_EQ(state_by(everybodys), Admission::Admitted) << "that meeting is over";
}

TEST_F(Access, InvitationsThatTheRemovedMadeAreVoid) {
  const auto room = new_room();
  const auto chair = join(room, "Chair", Role::Moderator), deputy = join(room, "Deputy", Role::Moderator);
  const auto invite_by = [&](const Joined& who) {
    return service.rooms()
        .invite(actor(who.token), room.id, {.role = Role::Moderator, .expires_in = {}, .uses = {}})
        .token;
  };
  const std::string theirs = invite_by(deputy), good = invite_by(chair);
  service.people().patch(front, room.id, deputy.participant.id,
                         {.microphone = {}, .camera = {}, .display_name = {}, .role = Role::Participant});
  EXPECT_EQ(code_of([&] { actor(theirs); }), "none");
  service.people().remove(actor(chair.token), room.id, deputy.participant.id);
  EXPECT_EQ(code_of([&] { actor(theirs); }), "unauthorized");
  EXPECT_EQ(code_of([&] { actor(good); }), "none");
  EXPECT_THAT(service.rooms().invitations(front, room.id), SizeIs(1));
}

TEST_F(Access, WhoWasRemovedIsForgottenWithTheRoom) {
  const auto room = new_room();
  join(room, "Bob");
  const auto ada = join(room, "Ada");
  service.people().remove(front, room.id, ada.participant.id);
  service.rooms().remove(front, room.id);
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "unauthorized");
}

}  // namespace
}  // namespace lethe::room
