// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/sized_labels.hpp"

#include <gtest/gtest.h>

#include "mcu/base/base64.hpp"

namespace lethe::video {
namespace {

class SizedName : public testing::Test {
 protected:
  static std::shared_ptr<const Label> name(int width, int height) {
    const std::string coverage(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '\xff');
    return std::make_shared<const Label>(
        wire::Label{.width = width, .height = height, .coverage = to_base64(coverage)});
  }
  SizedLabels labels;
  std::shared_ptr<const Label> drawn = name(84, 28);
};

TEST_F(SizedName, IsItselfOnTheCanvassOwnSize) { EXPECT_EQ(labels.get(drawn, 1, 200), drawn); }

TEST_F(SizedName, FollowsTheStepButStaysReadable) {
  EXPECT_EQ(labels.get(drawn, 0.75, 180)->height(), 21);
  EXPECT_EQ(labels.get(drawn, 0.75, 180)->width(), 63);
  EXPECT_EQ(labels.get(drawn, 0.25, 60)->height(), 16);
  EXPECT_EQ(labels.get(drawn, 1.5, 300)->height(), 42);
  EXPECT_EQ(labels.get(drawn, 1.5, 300)->row(20)[60], 255);
}

TEST_F(SizedName, TakesAThirdOfASmallTileAndIsLeftOutOfATinyOne) {
  EXPECT_EQ(labels.get(drawn, 0.25, 44)->height(), 13);
  EXPECT_EQ(labels.get(drawn, 0.25, 30), nullptr);
}

TEST_F(SizedName, IsDrawnOnce) {
  const auto once = labels.get(drawn, 0.5, 100);
  EXPECT_EQ(labels.get(drawn, 0.5, 100), once);
  EXPECT_NE(labels.get(name(84, 28), 0.5, 100), once);
}

}  // namespace
}  // namespace lethe::video
