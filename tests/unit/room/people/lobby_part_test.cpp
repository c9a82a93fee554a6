// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_lobby.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

struct LobbyPart : PartTest {
  Meeting meeting{around, profile, people, events};
  Lobby lobby{around, profile, people, meeting, events, *this};
};

TEST_F(LobbyPart, WhoWaitsIsToldToHostsAndHasATokenForItsOwnEvents) {
  const auto hosts = follow();
  const Joined ada = lobby.wait({.name = "Ada", .address = {}});
  EXPECT_EQ(ada.participant.state, Admission::Waiting);
  EXPECT_THAT(types(*hosts), ElementsAre("participant.waiting"));
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].person->display_name, "Ada");
  EXPECT_TRUE(lobby.has(ada.participant.id));
  EXPECT_TRUE(std::get<ParticipantActor>(*credentials.find(ada.token)).waiting);
  EXPECT_TRUE(people.empty());
}

TEST_F(LobbyPart, WhoIsAdmittedEntersAndIsToldInOrder) {
  const std::string id = lobby.wait({.name = "Ada", .address = {}}).participant.id;
  const auto hers = follow(id, true);
  EXPECT_EQ(lobby.admit(id).state, Admission::Admitted);
  EXPECT_THAT(types(*hers), ElementsAre("participant.admitted", "snapshot", "way.back"));
  EXPECT_EQ(people.size(), 1u);
  EXPECT_EQ(lobby.size(), 0u);
  EXPECT_EQ(settled, 1);
  EXPECT_EQ(code_of([&] { lobby.admit(id); }), "not-found");
  lobby.tell_admission(id);
  EXPECT_EQ(hers->size(), 3u) << "she read it at the time";
}

TEST_F(LobbyPart, AnAdmissionThatNobodyReadIsToldToWhoComesLater) {
  const std::string id = lobby.wait({.name = "Ada", .address = {}}).participant.id;
  lobby.admit(id);
  const auto hers = follow(id);
  lobby.tell_admission(id);
  lobby.tell_admission(id);
  EXPECT_THAT(types(*hers), ElementsAre("participant.admitted"));
  EXPECT_EQ(hers->at(0).id, 0u) << "it is not told again to who resumes";
}

TEST_F(LobbyPart, WhoReadsNoEventsForAMinuteHasGone) {
  const std::string ada = lobby.wait({.name = "Ada", .address = {}}).participant.id;
  const std::string bob = lobby.wait({.name = "Bob", .address = {}}).participant.id;
  const auto hers = follow(ada, true);
  lobby.tick(time += 59s);
  EXPECT_EQ(lobby.size(), 2u);
  lobby.tick(time += 1s);
  EXPECT_TRUE(lobby.has(ada));
  EXPECT_FALSE(lobby.has(bob));
  lobby.leave(ada, Gone::Denied);
  EXPECT_THAT(types(*hers), ElementsAre("participant.denied"));
}

TEST_F(LobbyPart, ANetworkHoldsNoMorePlacesThanItLeavesFree) {
  limits.participants_per_room = 4;
  lobby.wait({.name = "Ada", .address = {}, .network = 7});
  EXPECT_FALSE(lobby.full(7));
  lobby.wait({.name = "Bob", .address = {}, .network = 7});
  EXPECT_TRUE(lobby.full(7));
  EXPECT_FALSE(lobby.full(8));
}

}  // namespace
}  // namespace lethe::room
