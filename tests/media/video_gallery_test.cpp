// SPDX-License-Identifier: AGPL-3.0-or-later
// What a viewer of a gallery sees, checked in the decoded composite.
#include <gtest/gtest.h>

#include <algorithm>

#include "mcu/base/base64.hpp"
#include "pipelines/video/drawing/paint.hpp"
#include "tests/media/video_studio.hpp"

namespace lethe::video {
namespace {

using media::VideoCodec;

const std::vector<wire::Tile> pair_of_tiles = {{1, {0, 90, 318, 178}}, {2, {322, 90, 318, 178}}};
constexpr int left = 159, right = 481, middle = 179;  // tile centres

std::unique_ptr<Camera> camera(int hue, int width = 320, int height = 180, VideoCodec codec = VideoCodec::Vp8) {
  return std::make_unique<Camera>(codec, width, height, hue);
}

class Gallery : public testing::Test {
 protected:
  void show_two(int left_hue, int right_hue) {
    studio.add_camera(1, camera(left_hue));
    studio.add_camera(2, camera(right_hue));
    studio.mixer().set_scene(scene_of(1, pair_of_tiles));
    studio.mixer().set_streams({{.view = 1}});
    ASSERT_TRUE(studio.see([&](const Seen& composite) {
      return hue_near(composite.hue(left, middle), left_hue) && hue_near(composite.hue(right, middle), right_hue);
    }));
  }

  Studio studio;
};

TEST_F(Gallery, ShowsEachCameraInItsTile) {
  show_two(0, 120);
  const Seen composite = studio.seen.back();
  EXPECT_LT(composite.luma(320, 20), 45) << "the canvas around the tiles is dark";
  EXPECT_LT(composite.luma(320, 340), 45);
}

TEST_F(Gallery, ShowsNineCamerasEachInItsTile) {
  std::vector<wire::Tile> tiles;
  for (Seat seat = 0; seat < 9; ++seat) {
    const int column = static_cast<int>(seat % 3), row = static_cast<int>(seat / 3);
    tiles.push_back({seat, {column * 214, row * 120, 212, 118}});
    studio.add_camera(seat, camera(static_cast<int>(seat) * 40));
  }
  studio.mixer().set_scene(scene_of(1, tiles));
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return std::all_of(tiles.begin(), tiles.end(), [&](const wire::Tile& tile) {
      return hue_near(composite.hue(tile.rect.x + 106, tile.rect.y + 60), static_cast<int>(tile.seat) * 40);
    });
  }));
}

TEST_F(Gallery, CropsAFourByThreePictureToFillItsTile) {
  studio.add_camera(1, camera(240, 320, 240));
  studio.mixer().set_scene(scene_of(1, pair_of_tiles));
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(left, middle), 240) && hue_near(composite.hue(8, middle), 240) &&
           hue_near(composite.hue(310, middle), 240) && hue_near(composite.hue(left, 262), 240);
  }));
}

TEST_F(Gallery, ShowsAllOfAPortraitPictureBetweenDarkBars) {
  auto portrait = camera(240, 180, 320);
  portrait->set_edge_hue(60);
  studio.add_camera(1, std::move(portrait));
  studio.mixer().set_scene(scene_of(1, pair_of_tiles));
  studio.mixer().set_streams({{.view = 1}});
  // 178 rows high it is 100 wide: from 109 to 209, its edges in the other hue.
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(left, middle), 240) && hue_near(composite.hue(118, middle), 60) &&
           hue_near(composite.hue(200, middle), 60) && composite.luma(90, middle) < 40 &&
           composite.luma(230, middle) < 40 && composite.hue(50, middle) == -1;
  }));
}

TEST_F(Gallery, DrawsTheNameInWhiteOnADarkStripAtTheLowerLeft) {
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Name, 60, 20));
  show_two(0, 120);
  const Seen composite = studio.seen.back();
  EXPECT_GT(composite.luma(34, 250), 190);
  EXPECT_EQ(composite.hue(34, 250), -1);
  EXPECT_TRUE(hue_near(composite.hue(100, 250), 0)) << "beside the name the picture is untouched";
  EXPECT_TRUE(hue_near(composite.hue(34, 224), 0)) << "above the name too";
  studio.mixer().set_label({.seat = 1, .width = 60, .height = 20, .coverage = to_base64(std::string(1200, '\0'))});
  EXPECT_TRUE(studio.see([&](const Seen& later) { return later.luma(34, 250) < composite.luma(100, 250) - 20; }))
      << "the strip without text is darker than the picture";
}

TEST_F(Gallery, ShowsACaptionAtTheBottomOfEveryStepAndWhatWasUnderItAfterwards) {
  show_two(0, 120);
  const auto captioned = [](const Seen& composite) {
    return composite.luma(left, 310) > 190 && composite.hue(left, 310) == -1 && composite.luma(right, 310) > 190;
  };
  EXPECT_FALSE(captioned(studio.seen.back()));
  studio.mixer().set_caption(solid_label(0, wire::LabelKind::Caption, 600, 40));
  EXPECT_TRUE(studio.see(captioned));
  int looked = 0;
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    EXPECT_TRUE(captioned(composite)) << "moving pictures are under it";
    EXPECT_TRUE(hue_near(composite.hue(left, 200), 0) && hue_near(composite.hue(right, 200), 120)) << "above it";
    return ++looked == 5;
  }));
  studio.mixer().clear_caption();
  EXPECT_TRUE(studio.see(
      [&](const Seen& composite) { return composite.luma(left, 310) < 60 && hue_near(composite.hue(left, 200), 0); }));
}

TEST_F(Gallery, ShowsAnAvatarInItsHueWithInitialsWhileThereIsNoPicture) {
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Avatar, 40, 40, 300));
  studio.mixer().set_scene(scene_of(1, pair_of_tiles));
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(20, 110), 300) && composite.luma(left, middle) > 190 &&
           composite.hue(left, middle) == -1 && composite.hue(right, middle) >= 0;
  }));
}

TEST_F(Gallery, HidesThePictureAtOnceWhenTheSceneSaysUnseen) {
  show_two(0, 120);
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Avatar, 2, 2, 240));
  auto scene = scene_of(2, pair_of_tiles);
  scene->parts[0].seen = false;
  studio.mixer().set_scene(scene);
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(60, middle), 240) && hue_near(composite.hue(right, middle), 120);
  }));
  const auto decoded = studio.mixer().counters().decoded;
  int looked = 0;
  EXPECT_TRUE(studio.see([&](const Seen&) { return ++looked == 5; }));
  EXPECT_LE(studio.mixer().counters().decoded - decoded, 8U) << "only the other camera is still decoded";
  scene = scene_of(3, pair_of_tiles);
  studio.mixer().set_scene(scene);
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return hue_near(composite.hue(60, middle), 0); }));
  EXPECT_GE(studio.key_frames_asked(1), 2) << "on becoming visible again a key frame is asked for";
}

TEST_F(Gallery, MarksWhoSpeaksInsideTheTilesEdge) {
  show_two(0, 240);
  studio.mixer().set_marks({{2, 99}});  // nobody has seat 99
  const int mark_hue = hue_of(mark_colour());
  const auto marked = [&](const Seen& composite) {
    const auto edge = [&](int x, int y) { return composite.colour(x, y); };
    // The samples are 8 pixels wide, half of which is the mark: its green shines through.
    return edge(326, middle).v < 118 && edge(right, 94).y > composite.colour(right, middle).y + 20 &&
           hue_near(composite.hue(right, middle), 240) && hue_near(composite.hue(4, middle), 0);
  };
  EXPECT_TRUE(studio.see(marked));
  EXPECT_TRUE(hue_near(mark_hue, 144));
  // A new scene keeps the marks, and says nothing of them.
  studio.mixer().set_scene(scene_of(2, pair_of_tiles));
  int composites = 0;
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return marked(composite) && ++composites == 5; }));
  EXPECT_TRUE(std::all_of(studio.seen.end() - 5, studio.seen.end(), marked));
  studio.mixer().set_marks({});
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return hue_near(composite.hue(326, middle), 240); }));
}

TEST_F(Gallery, MovesPicturesToANewLayoutWithoutADarkOne) {
  show_two(0, 120);
  studio.seen.clear();
  studio.silence(1);  // nothing new comes: the last picture has to do
  studio.silence(2);
  const std::vector<wire::Tile> stacked = {{1, {160, 0, 316, 178}}, {2, {160, 182, 316, 178}}};
  studio.mixer().set_scene(scene_of(2, stacked));
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(318, 89), 0) && hue_near(composite.hue(318, 271), 120);
  }));
  for (const Seen& composite : studio.seen) {
    const bool before = hue_near(composite.hue(left, middle), 0) && hue_near(composite.hue(right, middle), 120);
    const bool after = hue_near(composite.hue(318, 89), 0) && hue_near(composite.hue(318, 271), 120);
    EXPECT_TRUE(before || after);
  }
}

TEST_F(Gallery, NeverShowsTheCanvasWhereATileIsWhileLayoutsFollowEachOther) {
  show_two(0, 120);
  studio.add_camera(3, camera(240));
  studio.seen.clear();
  // The cameras go on; each layout comes as soon as the one before was seen, the third brings somebody new.
  const std::vector<std::vector<wire::Tile>> layouts = {
      {{2, {0, 0, 400, 226}}, {1, {0, 230, 200, 112}}},
      {{1, {0, 0, 212, 118}}, {2, {214, 0, 212, 118}}, {3, {428, 0, 212, 118}}},
      {{3, {0, 0, 640, 360}}},
      pair_of_tiles};
  std::vector<std::size_t> begins;
  for (const auto& layout : layouts) {
    begins.push_back(studio.seen.size());
    studio.mixer().set_scene(scene_of(begins.size() + 1, layout));
    ASSERT_TRUE(studio.see([&](const Seen& composite) {
      return std::all_of(layout.begin(), layout.end(), [&](const wire::Tile& tile) {
        return hue_near(composite.hue(tile.rect.x + tile.rect.width / 2, tile.rect.y + tile.rect.height / 2),
                        static_cast<int>(tile.seat - 1) * 120);
      });
    }));
  }
  // Each composite shows one layout or the one before: every tile of it has the hue of its camera or of its avatar.
  const auto shows = [&](const Seen& composite, const std::vector<wire::Tile>& layout) {
    return std::all_of(layout.begin(), layout.end(), [&](const wire::Tile& tile) {
      for (const auto& [dx, dy] : {std::pair{1, 1}, {1, 3}, {3, 1}, {3, 3}, {2, 2}})
        if (composite.hue(tile.rect.x + tile.rect.width * dx / 4, tile.rect.y + tile.rect.height * dy / 4) < 0)
          return false;
      return true;
    });
  };
  begins.push_back(studio.seen.size());
  for (std::size_t i = 0; i < layouts.size(); ++i)
    for (std::size_t n = begins[i]; n < begins[i + 1]; ++n)
      EXPECT_TRUE(shows(studio.seen[n], layouts[i]) || shows(studio.seen[n], i == 0 ? pair_of_tiles : layouts[i - 1]))
          << "composite " << n << ", layout " << i;
}

TEST_F(Gallery, ShowsACameraAtOnceWhereAnotherViewShowsItAlready) {
  show_two(0, 120);
  studio.silence(1);  // what there is has to do
  studio.silence(2);
  auto scene = scene_of(2, pair_of_tiles);
  scene->views.push_back({.id = 2, .width = 640, .height = 360, .tiles = {{2, {0, 0, 640, 360}}}});
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({{.view = 1}, {.view = 2}});
  bool first = true;
  EXPECT_TRUE(studio.see(
      [&](const Seen& composite) { return std::exchange(first, false) && hue_near(composite.hue(320, 180), 120); },
      {.view = 2}));
  // The same for viewers who are sent from one view to another.
  scene = scene_of(3, {});
  scene->views = {{.id = 3, .width = 640, .height = 360, .tiles = {{1, {0, 0, 640, 360}}}}};
  scene->parts = {{.seat = 1, .view = 3}};
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({{.view = 3}});
  first = true;
  EXPECT_TRUE(studio.see(
      [&](const Seen& composite) { return std::exchange(first, false) && hue_near(composite.hue(320, 180), 0); },
      {.view = 3}));
  EXPECT_EQ(studio.key_frames_asked(1), 1) << "it was decoded all the time";
}

TEST_F(Gallery, ShowsTheAvatarOnceASourceIsRemoved) {
  show_two(0, 120);
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Avatar, 2, 2, 240));
  studio.remove_camera(1);
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return hue_near(composite.hue(60, middle), 240); }));
  EXPECT_TRUE(studio.hear(
      [&] { return !studio.changes().empty() && studio.changes().back().seat == 1 && !studio.changes().back().live; }));
}

TEST_F(Gallery, DropsATileThatIsNoLongerInTheScene) {
  show_two(0, 120);
  studio.remove_camera(2);
  studio.mixer().set_scene(scene_of(2, {{1, {0, 0, 640, 360}}}));
  EXPECT_TRUE(studio.see([&](const Seen& composite) {
    return hue_near(composite.hue(30, 30), 0) && hue_near(composite.hue(600, 330), 0);
  }));
}

TEST_F(Gallery, LeavesOutATileThatDoesNotLieInTheCanvas) {
  studio.add_camera(1, camera(0));
  studio.add_camera(2, camera(120));
  studio.mixer().set_scene(scene_of(1, {{1, {0, 90, 318, 178}}, {2, {322, 90, 320, 178}}}));
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return hue_near(composite.hue(left, middle), 0); }));
  EXPECT_LT(studio.seen.back().luma(right, middle), 45);
}

TEST_F(Gallery, TakesH264InAndGivesItOut) {
  studio.add_camera(1, camera(0, 320, 180, VideoCodec::H264));
  studio.add_camera(2, camera(120, 320, 180, VideoCodec::H264));
  studio.mixer().set_scene(scene_of(1, pair_of_tiles));
  const media::Stream stream{.view = 1, .codec = VideoCodec::H264};
  studio.mixer().set_streams({stream});
  EXPECT_TRUE(studio.see(
      [&](const Seen& composite) {
        return hue_near(composite.hue(left, middle), 0) && hue_near(composite.hue(right, middle), 120);
      },
      stream));
  EXPECT_TRUE(studio.frames.front()->key);
}

TEST_F(Gallery, FollowsASenderThatChangesItsCodecAndSize) {
  show_two(0, 120);
  studio.swap_camera(1, camera(60, 640, 360, VideoCodec::H264));
  EXPECT_TRUE(studio.see([&](const Seen& composite) { return hue_near(composite.hue(left, middle), 60); }));
  EXPECT_TRUE(studio.hear([&] {
    return std::any_of(studio.changes().begin(), studio.changes().end(), [](const wire::VideoChanged& change) {
      return change.seat == 1 && change.live && change.width == 640 && change.height == 360;
    });
  }));
}

}  // namespace
}  // namespace lethe::video
