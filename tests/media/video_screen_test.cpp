// SPDX-License-Identifier: AGPL-3.0-or-later
// A shared screen in the composite: whole, legible, and separate from the same participant's camera.
#include <gtest/gtest.h>

#include "tests/media/video_studio.hpp"
#include "tests/unit/video/text_page.hpp"

namespace lethe::video {
namespace {

using media::VideoCodec;

constexpr media::SourceId screen{1, wire::Picture::Screen};

class SharedScreen : public testing::Test {
 protected:
  void share(int width, int height, int hue) {
    studio.add_camera(screen, std::make_unique<Camera>(VideoCodec::Vp8, width, height, hue));
  }
  void show(std::vector<wire::Tile> tiles) {
    studio.mixer().set_scene(scene_of(1, std::move(tiles)));
    studio.mixer().set_streams({{.view = 1}});
  }
  Studio studio;
};

TEST_F(SharedScreen, IsShownToItsEdgesBesideTheCameraOfTheSameSeat) {
  share(320, 240, 240);
  studio.camera(screen).set_edge_hue(60);
  studio.add_camera(1, std::make_unique<Camera>(VideoCodec::Vp8, 320, 180, 0));
  show({{1, {0, 0, 480, 270}, wire::Picture::Screen}, {1, {484, 0, 156, 88}}});
  // 4:3 within 480×270 is 360 wide: from 60 to 420, its edges in the other hue, where a camera would be cropped.
  EXPECT_TRUE(studio.see([](const Seen& seen) {
    return hue_near(seen.hue(240, 135), 240) && hue_near(seen.hue(72, 135), 60) && hue_near(seen.hue(408, 135), 60) &&
           hue_near(seen.hue(240, 262), 240) && seen.luma(30, 135) < 40 && hue_near(seen.hue(562, 44), 0);
  }));
}

TEST_F(SharedScreen, HasNothingDrawnOverIt) {
  studio.mixer().set_label(solid_label(1, wire::LabelKind::Name, 60, 20));
  share(640, 360, 240);
  studio.mixer().set_scene(scene_of(1, {{1, {0, 0, 640, 360}, wire::Picture::Screen}}));
  studio.mixer().set_marks({{1}});
  studio.mixer().set_streams({{.view = 1}});
  ASSERT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 240); }));
  const Seen composite = studio.seen.back();
  for (const auto& [x, y] : {std::pair{30, 340}, {4, 180}, {636, 180}, {320, 356}})
    EXPECT_TRUE(hue_near(composite.hue(x, y), 240)) << x << ", " << y;
}

TEST_F(SharedScreen, IsSeenThoughTheCameraIsHidden) {
  share(320, 180, 240);
  auto scene = scene_of(1, {{1, {0, 0, 640, 360}, wire::Picture::Screen}});
  scene->parts[0].seen = false;
  studio.mixer().set_scene(scene);
  studio.mixer().set_streams({{.view = 1}});
  EXPECT_TRUE(studio.see([](const Seen& seen) { return hue_near(seen.hue(320, 180), 240); }));
  EXPECT_TRUE(
      studio.hear([&] { return !studio.changes().empty() && studio.changes()[0].picture == wire::Picture::Screen; }));
}

TEST_F(SharedScreen, IsLegibleAtOnceWhenItsPageTurns) {
  share(640, 360, 0);
  show({{1, {0, 0, 640, 360}, wire::Picture::Screen}});
  for (const unsigned seed : {1U, 2U, 3U}) {
    const Image page = text_page(640, 360, seed);
    studio.camera(screen).set_page(text_page(640, 360, seed));
    int composites = 0;
    EXPECT_TRUE(studio.see([&](const Seen& seen) {
      ++composites;
      return similarity(seen.picture->pixels(), page.pixels()) > 0.95;
    }));
    EXPECT_LT(composites, 25) << "within a second";
  }
}

}  // namespace
}  // namespace lethe::video
