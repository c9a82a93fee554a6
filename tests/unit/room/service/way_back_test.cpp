// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants who were inside return, whatever keeps others out; and nobody else does.
#include "mcu/room/access/way_back.hpp"

#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

class WayBack : public ServiceTest {
 protected:
  // A guest by an invitation for one, who is inside when the room is locked.
  void SetUp() override {
    room = new_room();
    const auto invitation = service.rooms().invite(front, room.id, {.role = Role::Viewer, .expires_in = {}, .uses = 1});
    ada = service.people().join(actor(invitation.token), room.id, {"Ada", {}});
    host = join(room, "Host", Role::Moderator);
    service.rooms().patch(front, room.id, with(&RoomSettings::locked, true), {});
    token = way_back_of(ada);
  }
  std::string way_back_of(const Joined& who) {
    return service.people().way_back(actor(who.token), who.room.id, who.participant.id);
  }
  Joined back(const std::string& by) { return service.people().join(actor(by), room.id, {"Ada", {}}); }
  std::string refusal(const std::string& by) {
    return code_of([&] { back(by); });
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& one : service.people().all(front, room.id)) all.push_back(one.display_name);
    return all;
  }

  // The next run of the server, which has what the store has.
  struct NextRun {
    NextRun(WayBack& test, const std::optional<RoomRecord>& record)
        : service(test.loop, test.media, limits(), keys(), {}, test.now, test.wall) {
      service.rooms().restore(record->id, record);
    }
    std::string refusal(const std::string& by, const std::string& room) {
      return code_of([&] { service.people().join(service.authenticate(Secret(by)), room, {"Ada", {}}); });
    }
    Service service;
  };

  RoomView room;
  Joined ada, host;
  std::string token;
};

TEST_F(WayBack, TellsNothingOfThePersonAndIsNoOtherCredential) {
  EXPECT_THAT(token, testing::StartsWith("lr_" + room.id + "."));
  EXPECT_THAT(token, testing::Not(testing::HasSubstr(ada.participant.id)));
  const Actor holder = actor(token);
  EXPECT_EQ(code_of([&] { service.people().all(holder, room.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { follow(holder, room.id); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.rooms().invite(holder, room.id, {.role = {}, .expires_in = {}, .uses = {}}); }),
            "forbidden");
  EXPECT_EQ(code_of([&] { service.people().way_back(actor(host.token), room.id, ada.participant.id); }), "forbidden");
}

TEST_F(WayBack, LetsInAfterARestartPastTheLockThePinTheLobbyAndAUsedInvitationWithTheSameRole) {
  RoomPatch patch = with(&RoomSettings::lobby, true);
  patch.pin = Secret("1234");
  service.rooms().patch(front, room.id, patch, {}, "hash");
  NextRun next(*this, service.rooms().record(room.id));
  const auto in = next.service.people().join(next.service.authenticate(Secret(token)), room.id, {"Ada", {}});
  EXPECT_EQ(in.participant.state, Admission::Admitted);
  EXPECT_EQ(in.participant.role, Role::Viewer);
  EXPECT_EQ(next.refusal(way_back_of(host), room.id), "none");
  EXPECT_EQ(next.service.people().all(front, room.id).size(), 2U);
}

TEST_F(WayBack, IsTakenForTenMinutesAfterTheStartAndWhileSomebodyIsInside) {
  const auto record = service.rooms().record(room.id);
  NextRun late(*this, record);
  NextRun next(*this, record);
  EXPECT_EQ(next.refusal(way_back_of(host), room.id), "none");
  time += 10min;
  EXPECT_EQ(late.refusal(token, room.id), "unauthorized");
  EXPECT_EQ(next.refusal(token, room.id), "none");
}

TEST_F(WayBack, EndsWithTheMeeting) {
  service.people().remove(actor(ada.token), room.id, ada.participant.id);
  EXPECT_EQ(refusal(token), "none") << "it goes on";
  service.people().remove(front, room.id, service.people().all(front, room.id).back().id);
  token = way_back_of(host);
  service.people().remove(actor(host.token), room.id, host.participant.id);
  EXPECT_EQ(refusal(token), "unauthorized");
  EXPECT_EQ(NextRun(*this, service.rooms().record(room.id)).refusal(token, room.id), "unauthorized");
  join(room, "Later");
  EXPECT_EQ(refusal(token), "unauthorized") << "another one";
}

TEST_F(WayBack, OfTheLastOneWhoWasLostIsGoodForTenMinutes) {
  service.people().remove(actor(ada.token), room.id, ada.participant.id);
  token = way_back_of(host);
  pass(61s);  // without an offer
  ASSERT_THAT(names(), testing::IsEmpty());
  EXPECT_EQ(refusal(token), "none");
  pass(61s);
  time += 10min;
  EXPECT_EQ(refusal(token), "unauthorized");
  join(room, "Later");
  EXPECT_EQ(refusal(token), "unauthorized");
}

TEST_F(WayBack, TheStoreIsToldOnceOfAMeetingThatIsOverHoweverItEnded) {
  std::vector<std::pair<std::string, std::string>> over;
  service.on_meeting_over([&](const std::string& of, const std::string& key) { over.emplace_back(of, key); });
  std::string key = service.rooms().record(room.id)->way_back_key;
  pass(61s);  // without an offer
  ASSERT_THAT(names(), testing::IsEmpty());
  EXPECT_THAT(over, testing::IsEmpty()) << "they may come back";
  time += 10min;
  pass(2s);
  EXPECT_THAT(over, testing::ElementsAre(std::pair(room.id, key)));
  over.clear();

  host = join(room, "Host", Role::Moderator);
  key = service.rooms().record(room.id)->way_back_key;
  service.people().remove(actor(host.token), room.id, host.participant.id);
  pass(2s);
  EXPECT_THAT(over, testing::ElementsAre(std::pair(room.id, key)));
}

TEST_F(WayBack, IsNotForWhoLeftWhenAnInvitationIsTakenBack) {
  const auto invitation =
      service.rooms().invite(front, room.id, {.role = Role::Moderator, .expires_in = {}, .uses = {}});
  const Joined bea = service.people().join(actor(invitation.token), room.id, {"Bea", {}});
  const std::string of_bea = way_back_of(bea);
  service.people().remove(actor(bea.token), room.id, bea.participant.id);
  service.rooms().revoke(front, room.id, invitation.id);
  EXPECT_EQ(refusal(of_bea), "unauthorized");
  EXPECT_EQ(refusal(way_back_of(host)), "none");
}

TEST_F(WayBack, IsNotForTheRemovedAndTheOthersAreToldAnother) {
  const auto hosts = follow(actor(host.token), room.id), adas = follow(actor(ada.token), room.id);
  const std::string of_host = hosts->ways_back.back();
  EXPECT_EQ(of_host, way_back_of(host));
  EXPECT_EQ(adas->ways_back.back(), token);
  service.people().remove(actor(host.token), room.id, ada.participant.id);
  EXPECT_EQ(refusal(token), "unauthorized");
  EXPECT_EQ(adas->ways_back.back(), token) << "the removed are told none";
  EXPECT_EQ(refusal(of_host), "unauthorized");
  const std::string another = hosts->ways_back.back();
  NextRun next(*this, service.rooms().record(room.id));
  EXPECT_EQ(next.refusal(token, room.id), "unauthorized") << "after a restart neither";
  EXPECT_EQ(next.refusal(another, room.id), "none");
}

TEST_F(WayBack, HasTheRoleThatCountsNow) {
  const std::string before = way_back_of(host);
  service.people().patch(front, room.id, host.participant.id,
                         {.microphone = {}, .camera = {}, .display_name = {}, .role = Role::Participant});
  EXPECT_EQ(refusal(before), "unauthorized") << "nobody is a host again by leaving";
  EXPECT_EQ(back(way_back_of(host)).participant.role, Role::Participant);
}

TEST_F(WayBack, BringsOnePersonHoweverOftenItIsUsedAndIntoAFullRoom) {
  service.rooms().patch(front, room.id, with(&RoomSettings::capacity, 2), {});
  const auto again = back(token);
  EXPECT_THAT(names(), testing::UnorderedElementsAre("Ada", "Host"));
  EXPECT_EQ(code_of([&] { actor(ada.token); }), "unauthorized") << "the seat before is gone";
  EXPECT_EQ(way_back_of(again), token);
  service.people().remove(actor(again.token), room.id, again.participant.id);
  service.people().join(front, room.id, {"Bob", {}});
  EXPECT_EQ(refusal(token), "room-full");
}

TEST_F(WayBack, ForgedOnesAreNobodys) {
  std::vector<std::string> forged{"lr_",
                                  "lr_...",
                                  "lr_" + room.id + "...",
                                  token.substr(0, token.size() - 1),
                                  token + "A",
                                  "lr_" + std::string(200, 'x')};
  std::string changed = token;
  changed.replace(changed.find("viewer"), 6, "moderator");
  forged.push_back(changed);
  const auto second = new_room();
  changed = token;
  forged.push_back(changed.replace(3, room.id.size(), second.id));
  forged.push_back(way_back("", {room.id, "stay", Role::Moderator}));
  for (const auto& one : forged) EXPECT_EQ(code_of([&] { actor(one); }), "unauthorized") << one;
  EXPECT_EQ(code_of([&] { service.people().join(actor(token), second.id, {"Ada", {}}); }), "not-found");
}

TEST_F(WayBack, EndsWhenAModeratorEndsTheMeetingOfAnAccountsRoom) {
  const Actor owner = AccountActor{"grace"};
  room = service.rooms().create(owner, with(&RoomSettings::name, "Salon"));
  ada = service.people().join(owner, room.id, {"Ada", {}});
  token = way_back_of(ada);
  service.rooms().remove(actor(ada.token), room.id);
  EXPECT_EQ(refusal(token), "unauthorized");
}

}  // namespace
}  // namespace lethe::room
