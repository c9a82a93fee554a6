// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/tile_pool.hpp"

#include <gtest/gtest.h>

namespace lethe::video {
namespace {

TEST(TilePool, GivesWhatItGotToWhoeverAsksForThatSize) {
  TilePool pool;
  Image small(64, 36), large(320, 180);
  const std::uint8_t *const small_bytes = small.block(), *const large_bytes = large.block();
  std::vector<Image> images;
  images.push_back(std::move(small));
  images.push_back(std::move(large));
  pool.give(images);
  EXPECT_EQ(pool.take(320, 180).block(), large_bytes);
  const Image other = pool.take(320, 180);
  EXPECT_EQ(other.width(), 320);
  EXPECT_EQ(pool.take(64, 36).block(), small_bytes);
}

TEST(TilePool, ForgetsTheOldest) {
  TilePool pool;
  std::vector<Image> images;
  std::vector<const std::uint8_t*> bytes;
  for (int i = 0; i < 5; ++i) {
    Image image(16 + 2 * i, 16);
    bytes.push_back(image.block());
    images.push_back(std::move(image));
  }
  pool.give(images);
  for (int i = 4; i > 0; --i) EXPECT_EQ(pool.take(16 + 2 * i, 16).block(), bytes[static_cast<std::size_t>(i)]);
  std::vector<Image> none;
  pool.give(none);
  EXPECT_EQ(pool.take(16, 16).width(), 16);
}

}  // namespace
}  // namespace lethe::video
