// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using RosterTest = PartTest;

TEST_F(RosterTest, SeatsAreGivenOnceInTheOrderOfJoining) {
  EXPECT_EQ(add("ada").seat, 1u);
  const auto reserved = people.next_seat();
  EXPECT_EQ(add("bob").seat, 3u);
  EXPECT_EQ(people.remove("ada").seat, 1u);
  EXPECT_EQ(people.find("ada"), nullptr);
  EXPECT_EQ(code_of([&] { people.get("ada"); }), "not-found");
  EXPECT_EQ(people.at(1), nullptr);
  EXPECT_EQ(people.at(reserved), nullptr);
  EXPECT_EQ(people.at(3)->id, "bob");
  EXPECT_EQ(add("cy").seat, 4u);
}

TEST_F(RosterTest, FindsStaysAndDevices) {
  add("ada");
  add("cam").device = Device{Device::Kind::Camera, {}, "session"};
  EXPECT_EQ(people.of_stay("ada")->id, "ada");
  EXPECT_EQ(people.of_stay("nobody"), nullptr);
  EXPECT_EQ(people.of_device("session")->id, "cam");
  EXPECT_EQ(people.of_device(""), nullptr);
}

TEST_F(RosterTest, AnybodySendsWhoIsLiveAndNoViewer) {
  add_live("vera", Role::Viewer);
  add("ada");
  EXPECT_FALSE(people.anybody_sends());
  people.get("ada").live = true;
  EXPECT_TRUE(people.anybody_sends());
}

TEST_F(RosterTest, ThoseWhoseViewChangedAreToldOfOnce) {
  add_live("ada");
  add_live("bob");
  const auto read = follow();
  people.tell_changes(events);
  EXPECT_THAT(types(*read), ElementsAre("participant.updated", "participant.updated"));
  read->clear();
  people.tell_changes(events);
  EXPECT_THAT(*read, IsEmpty());
  people.get("bob").microphone = false;
  for (int i = 0; i < 10; ++i) voices.hear({{1, 10}}, time += 100ms);
  people.tell_changes(events);
  ASSERT_THAT(*read, testing::SizeIs(2));
  EXPECT_EQ(Json::parse((*read)[0].data)["speaking"], true);
  EXPECT_EQ(Json::parse((*read)[1].data)["microphone"], false);
}

}  // namespace
}  // namespace lethe::room
