// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/meeting.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

struct MeetingTest : PartTest {
  Meeting meeting{around, profile, people, events};
  void enters(const std::string& id) {
    meeting.somebody_enters();
    add(id);
  }
  void leaves(const std::string& id) {
    people.remove(id);
    if (people.empty()) meeting.emptied();
  }
};

TEST_F(MeetingTest, ItsWaysBackAreGoodUntilTenMinutesAfterTheLastOneWasLost) {
  EXPECT_FALSE(meeting.expects_back());
  enters("ada");
  const std::string token = meeting.way_back_of("ada");
  leaves("ada");
  time += 9min;
  EXPECT_TRUE(meeting.lets_back(token));
  time += 1min;
  EXPECT_FALSE(meeting.lets_back(token));
  enters("bob");
  EXPECT_FALSE(meeting.lets_back(token)) << "it is another meeting";
}

TEST_F(MeetingTest, OthersAreToldToThoseInsideWhenTheyAreRenewed) {
  enters("ada");
  const std::string before = meeting.way_back_of("ada");
  const auto hers = follow("ada");
  meeting.renew_ways_back();
  ASSERT_THAT(types(*hers), ElementsAre("way.back"));
  EXPECT_FALSE(meeting.lets_back(before));
  EXPECT_TRUE(meeting.lets_back(Json::parse(hers->at(0).data)["token"]));
}

TEST_F(MeetingTest, WhoWasRemovedComesInByNoLinkOfTheirs) {
  const auto link = profile.invitations().add({.role = {}, .expires_in = {}, .uses = {}}, "", wall(), "ada");
  enters("bob");
  enters("ada");
  people.get("ada").invitation = "by which she came";
  meeting.keep_out(people.remove("ada"));
  EXPECT_TRUE(meeting.distrusts("by which she came"));
  EXPECT_FALSE(profile.invitations().valid(link.id, wall()));
  leaves("bob");
  time += 10min;
  EXPECT_FALSE(meeting.distrusts("by which she came")) << "the meeting is over";
}

TEST_F(MeetingTest, TheKeyOfOneThatIsOverIsHandedOutOnce) {
  enters("ada");
  const std::string key = meeting.key();
  EXPECT_EQ(meeting.take_ended_key(), "");
  meeting.end_ways_back();
  EXPECT_EQ(meeting.key(), "");
  EXPECT_EQ(meeting.take_ended_key(), key);
  EXPECT_EQ(meeting.take_ended_key(), "");
}

}  // namespace
}  // namespace lethe::room
