// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/room_profile.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

struct ProfilePart : PartTest {
  ProfilePart() { limits.steps = {{"720p", 1280, 720, 25, 1200}, {"360p", 640, 360, 25, 400}}; }
  RoomSettings named(const std::string& name, const std::string& max_step = {}) const {
    RoomSettings settings = profile.settings();
    settings.name = name;
    settings.max_step = max_step;
    return settings;
  }
};

TEST_F(ProfilePart, AnEditIsANewRevisionWhenSomethingIsNew) {
  EXPECT_EQ(profile.view(0).revision, 1u);
  EXPECT_TRUE(profile.take(named("Tea"), {}));
  EXPECT_EQ(profile.view(0).revision, 1u) << "it is made like this";
  EXPECT_TRUE(profile.edit(named("Cake"), {}));
  EXPECT_FALSE(profile.edit(named("Cake"), {}));
  EXPECT_TRUE(profile.edit(named("Cake"), "hash"));
  EXPECT_EQ(profile.view(3).revision, 3u);
  EXPECT_TRUE(profile.view(3).has_pin);
}

TEST_F(ProfilePart, TheBestStepIsNamed) {
  profile.edit(named("Tea", "360p"), {});
  EXPECT_EQ(profile.max_step(), 1);
  EXPECT_EQ(code_of([&] { profile.edit(named("Cake", "8K"), {}); }), "invalid-field");
  EXPECT_EQ(profile.settings().name, "Tea");
  RoomRecord record = profile.record();
  limits.steps.pop_back();
  Profile again(around, "r", {});
  EXPECT_TRUE(again.restore(record));
  EXPECT_EQ(again.max_step(), 0) << "the ladder is another one";
}

TEST_F(ProfilePart, StepsFollowRoleRoomAndChoice) {
  Participant& ada = add("ada");
  EXPECT_EQ(steps.of(ada), 0);
  ada.step = 1;
  EXPECT_EQ(steps.wanted(ada), 1);
  ada.step = 0;
  profile.edit(named("Tea", "360p"), {});
  EXPECT_EQ(steps.best(ada), 1);
  EXPECT_EQ(steps.of(ada), 1);
  EXPECT_EQ(steps.name(1), "360p");
  EXPECT_EQ(steps.listening(), 1);
}

}  // namespace
}  // namespace lethe::room
