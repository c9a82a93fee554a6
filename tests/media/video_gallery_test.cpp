// SPDX-License-Identifier: AGPL-3.0-or-later
// What a viewer of a gallery sees, found in the decoded composite.
#include <gtest/gtest.h>

#include "pipelines/video/paint.hpp"
#include "video_studio.hpp"

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
  const Seen& composite = studio.seen.back();
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

}  // namespace
}  // namespace lethe::video
