// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_moderation.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

struct ModerationPart : PartTest {
  Shares shares{people};
  Layouts layouts{limits, people, shares, *this};
  Meeting meeting{around, profile, people, events};
  Moderation moderation{around, profile, people, voices, shares, layouts, meeting, events, *this};
};

TEST_F(ModerationPart, ARoleCountsFromTheMomentItIsGiven) {
  add("ada", Role::Viewer);
  const auto hers = follow("ada");
  const ParticipantView edited =
      moderation.edit("ada", {.microphone = {}, .camera = {}, .display_name = {}, .role = Role::Moderator});
  EXPECT_EQ(edited.role, Role::Moderator);
  EXPECT_FALSE(edited.microphone) << "nobody opens another's";
  EXPECT_EQ(std::get<ParticipantActor>(*credentials.find("ada")).role, Role::Moderator);
  EXPECT_THAT(types(*hers), ElementsAre("way.back", "snapshot"));
  EXPECT_EQ(settled, 1);
}

TEST_F(ModerationPart, AllButThoseWhoAreSparedAreMuted) {
  for (const char* id : {"ada", "bob"}) add(id);
  moderation.mute_all_but({"bob"});
  EXPECT_FALSE(people.get("ada").microphone);
  EXPECT_TRUE(people.get("bob").microphone);
}

TEST_F(ModerationPart, APersonIsAskedAndADeviceIsOpened) {
  add("ada").microphone = false;
  Participant& camera = add("cam");
  camera.device = Device{};
  camera.microphone = false;
  const auto hers = follow("ada");
  moderation.ask_to_unmute("ada", "Mo");
  moderation.ask_to_unmute("cam", "Mo");
  EXPECT_EQ(Json::parse(hers->at(0).data), (Json{{"by", "Mo"}}));
  EXPECT_FALSE(people.get("ada").microphone);
  EXPECT_TRUE(people.get("cam").microphone);
}

TEST_F(ModerationPart, WhatIsRefusedChangesNothing) {
  add("ada").listens = true;
  EXPECT_EQ(code_of([&] { moderation.edit("ada", {.microphone = true, .camera = {}, .display_name = "Eve"}); }),
            "forbidden");
  EXPECT_EQ(people.get("ada").name, "ada");
  EXPECT_EQ(settled, 0);
}

}  // namespace
}  // namespace lethe::room
