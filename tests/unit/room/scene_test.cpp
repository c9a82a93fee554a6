// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/scene.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::vector<wire::Seat> shown(const wire::Scene& scene) {
  std::vector<wire::Seat> seats;
  for (const auto& tile : scene.views.at(0).tiles) seats.push_back(tile.seat);
  return seats;
}

std::vector<Member> crowd(wire::Seat count) {
  std::vector<Member> members;
  for (wire::Seat seat = 1; seat <= count; ++seat) members.push_back({.seat = seat, .last_spoke = {}});
  return members;
}

TEST(Scene, AnEmptyRoomHasAnEmptyView) {
  const auto scene = make_scene({}, 640, 360);
  ASSERT_THAT(scene.views, testing::SizeIs(1));
  EXPECT_EQ(scene.views[0], (wire::View{gallery_view, 640, 360, {}}));
  EXPECT_TRUE(scene.parts.empty());
}

TEST(Scene, EverybodySeesTheSameGalleryInTheOrderOfJoining) {
  const auto scene = make_scene(crowd(4), 1280, 720);
  EXPECT_THAT(shown(scene), ElementsAre(1, 2, 3, 4));
  ASSERT_THAT(scene.parts, testing::SizeIs(4));
  for (const auto& part : scene.parts) {
    EXPECT_EQ(part.view, gallery_view);
    EXPECT_TRUE(part.heard);
    EXPECT_TRUE(part.seen);
    EXPECT_FALSE(part.speaking);
  }
}

TEST(Scene, AViewerReceivesTheGalleryButIsNeitherSeenNorHeard) {
  auto members = crowd(2);
  members[0].role = Role::Viewer;
  members[0].speaking = true;
  const auto scene = make_scene(members, 1280, 720);
  EXPECT_THAT(shown(scene), ElementsAre(2));
  EXPECT_EQ(scene.parts[0],
            (wire::Part{.seat = 1, .heard = false, .seen = false, .speaking = false, .view = gallery_view}));
}

TEST(Scene, WhoIsMutedIsNotHeardAndNotMarked) {
  auto members = crowd(1);
  members[0].microphone = false;
  members[0].speaking = true;
  const auto part = make_scene(members, 1280, 720).parts[0];
  EXPECT_FALSE(part.heard);
  EXPECT_FALSE(part.speaking);
  EXPECT_TRUE(part.seen);
}

TEST(Scene, WhoHidesTheCameraKeepsTheTile) {
  auto members = crowd(2);
  members[1].camera = false;
  const auto scene = make_scene(members, 1280, 720);
  EXPECT_THAT(shown(scene), ElementsAre(1, 2));
  EXPECT_FALSE(scene.parts[1].seen);
  EXPECT_TRUE(scene.parts[1].heard);
}

TEST(Scene, BeyondTwentyFiveThoseWhoSpokeLastAreShown) {
  auto members = crowd(30);
  EXPECT_THAT(shown(make_scene(members, 1280, 720)), testing::Contains(25));
  EXPECT_THAT(shown(make_scene(members, 1280, 720)), testing::Not(testing::Contains(26)));
  members[27].last_spoke = std::chrono::steady_clock::time_point{5s};
  const auto seats = shown(make_scene(members, 1280, 720));
  EXPECT_THAT(seats, testing::SizeIs(tiles_max));
  EXPECT_EQ(seats.front(), 1u) << "the others stay where they are";
  EXPECT_EQ(seats.back(), 28u);
  EXPECT_THAT(seats, testing::Not(testing::Contains(25)));
  EXPECT_THAT(make_scene(members, 1280, 720).parts, testing::SizeIs(30)) << "all are heard and watch";
}

}  // namespace
}  // namespace lethe::room
