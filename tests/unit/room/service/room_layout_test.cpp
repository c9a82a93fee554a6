// SPDX-License-Identifier: AGPL-3.0-or-later
// Layouts, screens, sizes and levels of a room, as its participants and its media process learn of them.
#include "mcu/room/scene/director.hpp"
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;
using wire::Picture;

class RoomLayoutTest : public ServiceTest {
 protected:
  RoomLayoutTest() {
    connect(ada);
    connect(bob);
  }
  void tell(const wire::Event& event) { media.last().listener->on_media_event(event); }
  void patch(const Joined& who, const ParticipantPatch& patch) {
    service.people().patch(actor(who.token), room.id, who.participant.id, patch);
  }
  static ParticipantPatch shares(bool screen) {
    ParticipantPatch patch{};
    patch.screen = screen;
    return patch;
  }
  void screen_comes(wire::Seat seat) { tell(wire::VideoChanged{seat, Picture::Screen, true, 1920, 1080}); }
  void speak(wire::Seat seat, std::chrono::milliseconds duration) {
    for (auto left = duration; left > 0ms; left -= 100ms) {
      time += 100ms;
      tell(wire::Levels{{{seat, 30}}});
    }
  }
  wire::Part part(wire::Seat seat) {
    for (const auto& one : scene().parts)
      if (one.seat == seat) return one;
    return {};
  }
  std::vector<Picture> pictures() {
    std::vector<Picture> all;
    const auto shown = scene();
    for (const auto& tile : shown.views.at(0).tiles) all.push_back(tile.picture);
    return all;
  }

  RoomView room = new_room();
  Joined ada = join(room, "Ada"), bob = join(room, "Bob");
};

TEST_F(RoomLayoutTest, AChosenLayoutReachesTheMediaProcess) {
  service.layouts().set(front, room.id, {.kind = LayoutKind::Gallery, .tiles = 1});
  EXPECT_THAT(tiles(), ElementsAre(1));
  service.layouts().set(front, room.id, {.kind = LayoutKind::Speaker});
  speak(2, 500ms);
  EXPECT_THAT(tiles(), ElementsAre(2, 1));
  EXPECT_NE(part(2).view, part(1).view) << "the speaker sees another one";
}

TEST_F(RoomLayoutTest, WhoIsPinnedAndLeavesIsPinnedNoMore) {
  service.layouts().set(front, room.id, {.kind = LayoutKind::Gallery, .pins = {bob.participant.id}});
  EXPECT_THAT(tiles(), ElementsAre(2, 1));
  service.people().remove(front, room.id, bob.participant.id);
  EXPECT_THAT(service.layouts().read(front, room.id).pins, SizeIs(0));
}

TEST_F(RoomLayoutTest, AStepReachesTheMediaProcess) {
  patch(ada, {.microphone = {}, .camera = {}, .display_name = {}, .step = "360p"});
  EXPECT_EQ(part(1).step, 1);
  EXPECT_EQ(part(2).step, 0);
}

TEST_F(RoomLayoutTest, LayoutsAreToldToThoseWhoWatchThem) {
  const auto outside = follow(front, room.id), hers = follow(actor(ada.token), room.id),
             his = follow(actor(bob.token), room.id);
  ParticipantPatch cannot_cover{};
  cannot_cover.self = Self::Exclude;
  patch(bob, cannot_cover);
  ASSERT_NE(part(2).view, main_view);
  tell(wire::LayoutShown{main_view, scene().revision, 1});
  tell(wire::LayoutShown{part(2).view, scene().revision, 2});
  EXPECT_THAT(hers->last("layout")["tiles"], SizeIs(2));
  EXPECT_EQ(hers->last("layout"), outside->last("layout"));
  EXPECT_THAT(his->last("layout")["tiles"], SizeIs(1));
  EXPECT_EQ(Json::parse(follow(actor(bob.token), room.id)->events[0].data)["layout"], his->last("layout"));
  cannot_cover.self = Self::Cover;
  patch(bob, cannot_cover);
  EXPECT_EQ(his->last("layout"), hers->last("layout")) << "who comes to a view that stays is told what it shows";
}

TEST_F(RoomLayoutTest, AClaimedScreenIsShownWhenItsPicturesComeUntilItIsGivenUp) {
  screen_comes(2);
  EXPECT_THAT(pictures(), ElementsAre(Picture::Camera, Picture::Camera)) << "nobody claimed it";
  EXPECT_EQ(part(2).screen_in, 0);
  patch(bob, shares(true));
  EXPECT_THAT(pictures(), ElementsAre(Picture::Screen, Picture::Camera, Picture::Camera));
  EXPECT_GT(part(2).screen_in, 500);
  EXPECT_TRUE(service.people().read(front, room.id, bob.participant.id).screen);
  tell(wire::VideoChanged{2, Picture::Screen, false, 1920, 1080});
  EXPECT_THAT(pictures(), ElementsAre(Picture::Camera, Picture::Camera));
  screen_comes(2);
  patch(bob, shares(false));
  EXPECT_THAT(pictures(), ElementsAre(Picture::Camera, Picture::Camera));
}

TEST_F(RoomLayoutTest, AClaimedScreenIsAskedForBeforeItsPicturesComeAndAgainWithTheNextShare) {
  const auto his = follow(actor(bob.token), room.id);
  for (int share = 0; share < 2; ++share) {
    patch(bob, shares(true));
    EXPECT_EQ(part(2).screen_in, 1500);
    EXPECT_EQ(his->last("video.wanted")["kbps"], 1500);
    screen_comes(2);
    patch(bob, shares(false));
    tell(wire::VideoChanged{2, Picture::Screen, false, 1920, 1080});
    pass(6s);
    pass(6s);
    EXPECT_EQ(part(2).screen_in, 0);
    EXPECT_EQ(his->last("video.wanted")["picture"], "screen");
    EXPECT_EQ(his->last("video.wanted")["kbps"], 0);
  }
}

TEST_F(RoomLayoutTest, OneSharesAtATimeUnlessTheRoomAllowsMore) {
  patch(ada, shares(true));
  ParticipantPatch also = shares(true);
  also.camera = false;
  EXPECT_EQ(code_of([&] { patch(bob, also); }), "screen-taken");
  EXPECT_TRUE(service.people().read(front, room.id, bob.participant.id).camera) << "nothing changed";
  service.rooms().patch(front, room.id, with(&RoomSettings::shares, 2), {});
  patch(bob, also);
  screen_comes(2);
  screen_comes(1);
  EXPECT_THAT(pictures(), ElementsAre(Picture::Screen, Picture::Screen, Picture::Camera, Picture::Camera));
  EXPECT_THAT(tiles(), ElementsAre(1, 2, 1, 2)) << "who shared first comes first";
}

TEST_F(RoomLayoutTest, AViewerSharesNothingAndAModeratorEndsASharing) {
  const auto viewer = join(room, "Vi", Role::Viewer), host = join(room, "Mo", Role::Moderator);
  EXPECT_EQ(code_of([&] { patch(viewer, shares(true)); }), "forbidden");
  patch(ada, shares(true));
  const auto end = [&](const Joined& who) {
    service.people().patch(actor(who.token), room.id, ada.participant.id, shares(false));
  };
  EXPECT_EQ(code_of([&] { end(bob); }), "forbidden");
  EXPECT_EQ(code_of([&] { service.people().patch(actor(host.token), room.id, bob.participant.id, shares(true)); }),
            "forbidden");
  end(host);
  EXPECT_FALSE(service.people().read(front, room.id, ada.participant.id).screen);
}

TEST_F(RoomLayoutTest, ALayoutChosenDuringAShareStaysUntilTheNextOne) {
  patch(ada, shares(true));
  screen_comes(1);
  service.layouts().set(front, room.id, {.kind = LayoutKind::Gallery});
  const auto screen = [&] { return scene().views[0].tiles[0].rect.width; };
  EXPECT_LT(screen(), 700) << "one tile among others";
  patch(ada, shares(false));
  patch(bob, shares(true));
  screen_comes(2);
  EXPECT_GT(screen(), 900);
}

TEST_F(RoomLayoutTest, SendersAreAskedForWhatIsSeenOfThemAndToldOfIt) {
  const auto hers = follow(actor(ada.token), room.id), his = follow(actor(bob.token), room.id);
  tell(wire::VideoChanged{1, Picture::Camera, true, 640, 360});
  EXPECT_EQ(part(1).camera_in, 600);
  Layout small{.kind = LayoutKind::Custom};
  for (const int slot : {0, 1}) {
    CustomTile& tile = small.custom.emplace_back();
    tile.slot = slot;
    std::tie(tile.x, tile.width, tile.height) = std::tuple(640 * slot, 640, 360);
  }
  service.layouts().set(front, room.id, small);
  pass(6s);
  EXPECT_EQ(hers->last("video.wanted")["height"], 360) << "she filled half of the picture before";
  service.layouts().set(front, room.id, {.kind = LayoutKind::Gallery, .tiles = 1});
  EXPECT_EQ(hers->last("video.wanted"),
            Json::parse(R"({"picture":"camera","width":1280,"height":720,"fps":25,"kbps":600})"));
  tell(wire::VideoChanged{2, Picture::Camera, true, 640, 360});
  pass(6s);
  pass(6s);
  EXPECT_EQ(his->last("video.wanted"), Json::parse(R"({"picture":"camera","width":0,"height":0,"fps":0,"kbps":0})"));
  EXPECT_EQ(part(2).camera_in, 0);
  EXPECT_EQ(his->events.back().id, 0u) << "it is not resumed";
  const auto again = follow(actor(ada.token), room.id, hers->events.front().id);
  EXPECT_EQ(again->types().back(), "video.wanted") << "who comes back is told anew";
}

TEST_F(RoomLayoutTest, WhoIsNotAskedForPicturesIsNotTakenForCameraless) {
  service.layouts().set(front, room.id, {.kind = LayoutKind::Gallery, .tiles = 1, .hide_cameraless = true});
  EXPECT_THAT(tiles(), SizeIs(0));
  EXPECT_GT(part(2).camera_in, 0) << "a camera must be asked for to be seen to begin";
  for (const wire::Seat seat : {1u, 2u}) tell(wire::VideoChanged{seat, Picture::Camera, true, 640, 360});
  EXPECT_THAT(tiles(), ElementsAre(1));
  pass(6s);
  pass(6s);
  ASSERT_EQ(part(2).camera_in, 0);
  tell(wire::VideoChanged{2, Picture::Camera, false, 640, 360});
  tell(wire::VideoChanged{1, Picture::Camera, false, 640, 360});
  EXPECT_THAT(tiles(), ElementsAre(2));
}

TEST_F(RoomLayoutTest, LevelsArePassedOnAtMostFiveTimesASecondAndNotHeld) {
  const auto read = follow(front, room.id);
  for (int i = 0; i < 10; ++i) {
    time += 100ms;
    tell(wire::Levels{{{1, i == 4 ? 20 : 60}, {2, 127}}});
  }
  std::vector<Json> told;
  for (const auto& event : read->events)
    if (event.type == "levels") told.push_back(Json::parse(event.data)["levels"]);
  ASSERT_THAT(told, SizeIs(5));
  EXPECT_THAT(told, Contains(Json{{ada.participant.id, 20}}).Times(1));
  EXPECT_EQ(told[0], (Json{{ada.participant.id, 60}})) << "who is silent is not in it";
  EXPECT_THAT(follow(front, room.id, read->events.front().id)->types(), testing::Not(Contains("levels")));
}

}  // namespace
}  // namespace lethe::room
