// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/director.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

struct SceneTest : testing::Test {
  SceneTest() { setting.steps = {{"1080p", 1920, 1080, 25, 2500}, {"720p", 1280, 720, 25, 1200}}; }

  void enter(wire::Seat count) {
    for (wire::Seat seat = 1; seat <= count; ++seat)
      members.push_back(
          {.id = std::string(1, static_cast<char>('a' + seat - 1)), .seat = seat, .step = 1, .last_spoke = {}});
  }
  wire::Scene direct() { return director.direct(setting, members); }
  const wire::View& watched(const wire::Scene& scene, wire::Seat seat) {
    const auto part =
        std::find_if(scene.parts.begin(), scene.parts.end(), [&](const auto& p) { return p.seat == seat; });
    return *std::find_if(scene.views.begin(), scene.views.end(), [&](const auto& v) { return v.id == part->view; });
  }
  static std::vector<wire::Seat> shown(const wire::View& view) {
    std::vector<wire::Seat> seats;
    for (const auto& tile : view.tiles) seats.push_back(tile.seat);
    return seats;
  }
  std::vector<wire::Seat> seen_by(wire::Seat seat) {
    const auto scene = direct();
    return shown(watched(scene, seat));
  }

  Director director;
  Setting setting;
  std::vector<Member> members;
};

TEST_F(SceneTest, AnEmptyRoomHasAnEmptyView) {
  const auto scene = direct();
  EXPECT_THAT(scene.views, ElementsAre(wire::View{main_view, 1280, 720, {}}));
  EXPECT_TRUE(scene.parts.empty());
}

TEST_F(SceneTest, EverybodySeesTheSameGalleryInTheOrderOfJoining) {
  enter(4);
  const auto scene = direct();
  ASSERT_THAT(scene.views, SizeIs(1));
  EXPECT_THAT(shown(scene.views[0]), ElementsAre(1, 2, 3, 4));
  ASSERT_THAT(scene.parts, SizeIs(4));
  for (const auto& part : scene.parts)
    EXPECT_EQ(part, (wire::Part{.seat = part.seat, .heard = true, .seen = true, .view = main_view, .step = 1}));
}

TEST_F(SceneTest, WhoCannotCoverTheirTileGetViewsAsLongAsThereAreSome) {
  enter(9);
  setting.views_most = 4;
  for (auto& member : members) member.covers_self = false;
  auto scene = direct();
  EXPECT_THAT(scene.views, SizeIs(4));
  EXPECT_THAT(shown(watched(scene, 3)), ElementsAre(1, 2, 4, 5, 6, 7, 8, 9));
  for (wire::Seat seat = 4; seat <= 9; ++seat) EXPECT_EQ(watched(scene, seat).id, main_view);
  // Sessions that nobody connected come last.
  for (std::size_t i = 0; i < 5; ++i) members[i].connected = false;
  scene = direct();
  EXPECT_THAT(scene.views, SizeIs(4));
  EXPECT_EQ(watched(scene, 1).id, main_view);
  EXPECT_THAT(shown(watched(scene, 8)), ElementsAre(1, 2, 3, 4, 5, 6, 7, 9));
}

TEST_F(SceneTest, PartsAndViewsComeInTheOrderOfTheirNumbers) {
  enter(3);
  std::swap(members[0], members[2]);
  for (auto& member : members) member.covers_self = false;
  const auto scene = direct();
  const auto seats = scene.parts, ordered = [&] {
    auto all = scene.parts;
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
    return all;
  }();
  EXPECT_EQ(seats, ordered);
  EXPECT_TRUE(
      std::is_sorted(scene.views.begin(), scene.views.end(), [](const auto& a, const auto& b) { return a.id < b.id; }));
}

TEST_F(SceneTest, AViewerReceivesTheGalleryButIsNeitherSeenNorHeard) {
  enter(2);
  members[0].role = Role::Viewer;
  const auto scene = direct();
  EXPECT_THAT(shown(scene.views[0]), ElementsAre(2));
  EXPECT_EQ(scene.parts[0], (wire::Part{.seat = 1, .heard = false, .seen = false, .view = main_view, .step = 1}));
}

TEST_F(SceneTest, WhoIsMutedIsNotHeard) {
  enter(1);
  members[0].microphone = false;
  const auto part = direct().parts[0];
  EXPECT_FALSE(part.heard);
  EXPECT_TRUE(part.seen);
}

TEST_F(SceneTest, WhoHidesTheCameraKeepsTheTileUnlessTheCameralessAreHidden) {
  enter(3);
  members[1].camera = false;
  members[2].camera_live = false;
  EXPECT_THAT(seen_by(1), ElementsAre(1, 2, 3));
  EXPECT_FALSE(direct().parts[1].seen);
  setting.layout.layout.hide_cameraless = true;
  EXPECT_THAT(seen_by(1), ElementsAre(1));
  EXPECT_THAT(direct().parts, SizeIs(3)) << "all are heard and watch";
}

TEST_F(SceneTest, BeyondTheTilesWhoSpeaksTakesAPlaceAndTheOthersStay) {
  enter(30);
  setting.layout.layout.tiles = 16;
  EXPECT_THAT(seen_by(1), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
  members[27].speaking = true;
  members[27].last_spoke = std::chrono::steady_clock::time_point{5s};
  EXPECT_THAT(seen_by(1), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 28));
  EXPECT_THAT(direct().parts, SizeIs(30));
}

TEST_F(SceneTest, PinnedPeopleComeFirst) {
  enter(5);
  setting.layout.layout.tiles = 3;
  setting.layout.layout.pins = {"e", "c"};
  EXPECT_THAT(seen_by(1), ElementsAre(5, 3, 1));
  setting.layout.layout.kind = LayoutKind::Speaker;
  setting.speakers = {2};
  EXPECT_THAT(seen_by(1), ElementsAre(5, 3, 1)) << "large";
  EXPECT_THAT(seen_by(5), ElementsAre(3, 5, 1)) << "who is pinned sees the next";
}

TEST_F(SceneTest, WhoCannotCoverGetsAViewWithoutThemselves) {
  enter(3);
  members[1].covers_self = false;
  const auto scene = direct();
  EXPECT_THAT(scene.views, SizeIs(2));
  EXPECT_THAT(shown(watched(scene, 2)), ElementsAre(1, 3));
  EXPECT_THAT(shown(watched(scene, 3)), ElementsAre(1, 2, 3));
  EXPECT_THAT(shown(watched(scene, 1)), ElementsAre(1, 2, 3));
}

TEST_F(SceneTest, WindowsOfAnotherShapeGetTheSamePeopleOnACanvasOfTheirShape) {
  enter(5);
  members[1].window = members[2].window = Window::Upright;
  members[3].window = Window::Standard;
  auto scene = direct();
  EXPECT_THAT(scene.views, SizeIs(3));
  const auto size = [&](wire::Seat seat) { return std::pair(watched(scene, seat).width, watched(scene, seat).height); };
  EXPECT_EQ(size(1), std::pair(1280, 720));
  EXPECT_EQ(size(2), std::pair(720, 1280));
  EXPECT_EQ(watched(scene, 3).id, watched(scene, 2).id) << "they share it";
  EXPECT_EQ(size(4), std::pair(960, 720));
  for (wire::Seat seat = 1; seat <= 5; ++seat) EXPECT_THAT(shown(watched(scene, seat)), ElementsAre(1, 2, 3, 4, 5));
  members[4].window = Window::Flat;
  scene = direct();
  EXPECT_THAT(scene.views, SizeIs(3)) << "three shapes are enough";
  EXPECT_EQ(watched(scene, 5).id, main_view);
  setting.views_most = 1;
  scene = direct();
  EXPECT_THAT(scene.views, SizeIs(1));
  EXPECT_EQ(watched(scene, 2).id, main_view);
}

TEST_F(SceneTest, TwoPeopleBeforeUprightScreensGetEachOtherAlone) {
  enter(3);
  members[0].window = members[1].window = Window::Upright;
  members[2].role = Role::Viewer;
  auto scene = direct();
  EXPECT_THAT(shown(watched(scene, 1)), ElementsAre(2));
  EXPECT_THAT(shown(watched(scene, 2)), ElementsAre(1));
  EXPECT_THAT(shown(watched(scene, 3)), ElementsAre(1, 2));
  const auto& tile = watched(scene, 1).tiles.at(0).rect;
  EXPECT_GE(tile.width * tile.height, 720 * 1280 * 9 / 10);
  setting.reshaped_most = 1;
  scene = direct();
  EXPECT_THAT(shown(watched(scene, 2)), ElementsAre(1, 2)) << "there is no view to spare";
  setting.reshaped_most = 2;
  members[1].window = Window::Wide;
  EXPECT_THAT(shown(watched(direct(), 1)), ElementsAre(1, 2));
}

TEST_F(SceneTest, AWindowWithoutAViewOfItsShapeKeepsItsOwnLayout) {
  enter(4);
  const Choice speaker{{.kind = LayoutKind::Speaker, .pins = {"c"}}};
  setting.reshaped_most = 0;
  members[0].own = &speaker;
  members[0].window = Window::Upright;
  const auto scene = direct();
  EXPECT_EQ(watched(scene, 1).width, 1280);
  EXPECT_EQ(shown(watched(scene, 1)).front(), 3u);
}

TEST_F(SceneTest, ACustomLayoutIsThatOfTheRoomsCanvas) {
  enter(2);
  setting.layout.layout = {.kind = LayoutKind::Custom};
  CustomTile tile;
  tile.slot = 0;
  std::tie(tile.width, tile.height) = std::pair(640, 360);
  setting.layout.layout.custom = {tile};
  members[1].window = Window::Upright;
  EXPECT_THAT(direct().views, SizeIs(1));
}

TEST_F(SceneTest, AViewWithoutSomebodyWhoIsNotInItIsTheSame) {
  enter(3);
  setting.layout.layout.tiles = 2;
  members[2].covers_self = false;
  EXPECT_THAT(direct().views, SizeIs(1));
}

TEST_F(SceneTest, TheSpeakerSeesTheOneBeforeAndAllOthersTheSpeakerInTwoViews) {
  enter(6);
  setting.layout.layout.kind = LayoutKind::Speaker;
  setting.speakers = {4, 2};
  const auto scene = direct();
  EXPECT_THAT(scene.views, SizeIs(2));
  for (const wire::Seat seat : {1u, 2u, 3u, 5u, 6u}) EXPECT_EQ(shown(watched(scene, seat)).front(), 4u);
  EXPECT_THAT(shown(watched(scene, 4)), ElementsAre(2, 1, 3, 4, 5, 6));
}

TEST_F(SceneTest, BeforeAnybodySpokeTheFirstIsLargeAndSeesTheSecond) {
  enter(3);
  setting.layout.layout.kind = LayoutKind::Sidebar;
  EXPECT_EQ(seen_by(2).front(), 1u);
  EXPECT_EQ(seen_by(1).front(), 2u);
}

TEST_F(SceneTest, WhoIsAloneIsInTheMainView) {
  enter(1);
  setting.layout.layout.kind = LayoutKind::Speaker;
  setting.speakers = {1};
  EXPECT_THAT(direct().views, SizeIs(1));
  EXPECT_THAT(seen_by(1), ElementsAre(1));
}

TEST_F(SceneTest, ViewsKeepTheirIdsWhenSpeakersPeopleAndLayoutsChange) {
  enter(4);
  setting.layout.layout.kind = LayoutKind::Speaker;
  setting.speakers = {1, 2};
  const auto before = direct();
  setting.speakers = {2, 1};
  members.pop_back();
  const auto after = direct();
  EXPECT_EQ(watched(before, 3).id, main_view);
  EXPECT_EQ(watched(after, 3).id, main_view);
  EXPECT_EQ(watched(before, 1).id, watched(after, 2).id);
  setting.layout.layout.kind = LayoutKind::Gallery;
  EXPECT_EQ(direct().views[0].id, main_view);
}

TEST_F(SceneTest, ALayoutOfOnesOwnIsAnotherViewSharedByAllWhoChoseIt) {
  enter(4);
  const Choice own{{.kind = LayoutKind::Single}};
  const Choice same{setting.layout.layout};
  members[0].own = members[1].own = &own;
  members[2].own = &same;
  setting.speakers = {4};
  const auto scene = direct();
  EXPECT_THAT(scene.views, SizeIs(2));
  EXPECT_THAT(shown(watched(scene, 1)), ElementsAre(4));
  EXPECT_EQ(&watched(scene, 1), &watched(scene, 2));
  EXPECT_EQ(watched(scene, 3).id, main_view);
  const auto id = watched(scene, 2).id;
  members.erase(members.begin());
  const auto later = direct();
  EXPECT_EQ(watched(later, 2).id, id) << "who chose it first may leave";
}

TEST_F(SceneTest, AScreenTurnsTheLayoutIntoAPresentationUnlessChosenMeanwhile) {
  enter(3);
  setting.screens = {{2, 1920, 1080}};
  const auto scene = direct();
  const wire::Tile& screen = scene.views[0].tiles[0];
  EXPECT_EQ(screen.seat, 2u);
  EXPECT_EQ(screen.picture, wire::Picture::Screen);
  EXPECT_GE(screen.rect.width, 1280 * 3 / 4);
  EXPECT_THAT(shown(scene.views[0]), ElementsAre(2, 1, 2, 3));
  setting.layout.during_share = true;
  const auto gallery = direct();
  EXPECT_THAT(shown(gallery.views[0]), ElementsAre(2, 1, 2, 3));
  EXPECT_NEAR(gallery.views[0].tiles[0].rect.width, gallery.views[0].tiles[1].rect.width, 2);
  setting.screens.clear();
  EXPECT_THAT(seen_by(1), ElementsAre(1, 2, 3));
}

TEST_F(SceneTest, APresentationsCanvasGrowsWithTheBestStepOnWhichItIsWatched) {
  enter(2);
  setting.screens = {{2, 1920, 1080}};
  EXPECT_EQ(direct().views[0].width, 1280);
  members[1].step = 0;
  EXPECT_EQ(direct().views[0].width, 1920);
  EXPECT_EQ(direct().views[0].height, 1080);
  setting.screens.clear();
  EXPECT_EQ(direct().views[0].width, 1280);
}

TEST_F(SceneTest, TwoHundredViewersCostOneView) {
  enter(3);
  for (wire::Seat seat = 100; seat < 300; ++seat)
    members.push_back({.id = std::to_string(seat), .seat = seat, .role = Role::Viewer, .step = 1, .last_spoke = {}});
  EXPECT_THAT(direct().views, SizeIs(1));
}

}  // namespace
}  // namespace lethe::room
