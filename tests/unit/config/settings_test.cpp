// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/control/settings.hpp"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(Settings, TheLadderOfTheMediaProcessIsTheConfiguredOneStepForStep) {
  config::Config config;
  config.media.steps[0].video_kbps = 777;
  const auto settings = media_settings(config);
  const auto people = limits(config);
  ASSERT_EQ(settings.steps.size(), config.media.steps.size());
  EXPECT_EQ(settings.steps[0].video_bitrate, 777);
  const auto& begun_on = settings.steps[static_cast<std::size_t>(people.default_step)];
  EXPECT_EQ(config.media.steps[static_cast<std::size_t>(people.default_step)].name, config.media.default_step);
  EXPECT_EQ(begun_on.height, config.media.steps[static_cast<std::size_t>(people.default_step)].height);
}

}  // namespace
}  // namespace lethe
