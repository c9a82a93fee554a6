// SPDX-License-Identifier: AGPL-3.0-or-later
// Which streams exist and what they show when viewers and scenes change.
#include "pipelines/video/stage.hpp"

#include <gtest/gtest.h>

namespace lethe::video {
namespace {

using namespace std::chrono_literals;

const media::Time start{1000s};
constexpr media::Stream one{.view = 1}, low{.view = 1, .step = 3}, two{.view = 2};

std::shared_ptr<const wire::Scene> scene(std::vector<wire::View> views) {
  wire::Scene made;
  for (const wire::View& view : views)
    for (const wire::Tile& tile : view.tiles) made.parts.push_back({.seat = tile.seat});
  made.views = std::move(views);
  return std::make_shared<const wire::Scene>(std::move(made));
}

class OnStage : public testing::Test {
 protected:
  void show(std::shared_ptr<const wire::Scene> next) {
    for (const wire::Part& part : next->parts) stage.parts.emplace(part.seat, part);
    stage.scene = std::move(next);
    stage.settle(start);
  }
  void watch(std::set<media::Stream> streams, media::Time now = start) {
    stage.watched = std::move(streams);
    stage.settle(now);
  }
  static wire::View view(std::uint32_t id, Seat seat) {
    return {.id = id, .width = 640, .height = 360, .tiles = {{seat, {0, 0, 640, 360}}}};
  }
  static wire::Configure with_steps(std::size_t count) {
    wire::Configure settings;
    settings.steps.resize(count);
    return settings;
  }
  std::set<media::SourceId> visible() const {
    std::set<media::SourceId> ids;
    for (const auto& [id, sizes] : stage.visible(settings)) ids.insert(id);
    return ids;
  }
  wire::Configure settings = with_steps(3);
  Stage stage;
};

TEST_F(OnStage, ThePicturesOfASourceAreForTheSizesThatShowNearlyEachOfThem) {
  settings.fps = 25;
  settings.steps = {{.width = 1280, .height = 720, .fps = 25},
                    {.width = 320, .height = 180, .fps = 15},
                    {.width = 160, .height = 90, .fps = 12}};
  wire::View two_tiles = view(1, 5);
  two_tiles.tiles = {{5, {0, 0, 320, 360}}, {6, {320, 0, 320, 180}}, {5, {320, 180, 320, 180}}};
  show(scene({two_tiles}));
  watch({{.view = 1, .step = 0}, {.view = 1, .step = 1}, {.view = 1, .step = 2}});
  const auto sizes = stage.visible(settings);
  EXPECT_EQ(sizes.at(5), (std::set<Size>{{640, 720}, {640, 360}, {160, 180}, {160, 90}}));
  EXPECT_EQ(sizes.at(6), (std::set<Size>{{640, 360}, {160, 90}})) << "not those of 12 pictures a second";
}

TEST_F(OnStage, AStreamIsMadeWhileItIsWatchedAndItsViewExists) {
  show(scene({view(1, 5)}));
  EXPECT_TRUE(stage.streams.empty());
  watch({one, two});
  ASSERT_EQ(stage.streams.size(), 1U);
  EXPECT_EQ(stage.streams.begin()->first, one);
  EXPECT_EQ(visible(), (std::set<media::SourceId>{5}));
}

TEST_F(OnStage, AStreamLingersUntilItsViewersHaveTheirNewOne) {
  show(scene({view(1, 5)}));
  watch({one});
  watch({low});
  EXPECT_TRUE(stage.streams.contains(one));
  EXPECT_TRUE(stage.streams.contains(low));
  EXPECT_TRUE(stage.settled(start + 699ms));
  EXPECT_FALSE(stage.settled(start + 700ms));
  stage.settle(start + 700ms);
  EXPECT_FALSE(stage.streams.contains(one));
  EXPECT_TRUE(stage.streams.contains(low));
}

TEST_F(OnStage, AViewThatTheSceneDropsLingersWithItsLastTiles) {
  show(scene({view(1, 5)}));
  watch({one});
  show(scene({view(2, 6)}));
  EXPECT_EQ(visible(), (std::set<media::SourceId>{5})) << "the viewers are not sent to the new one yet";
  watch({two}, start + 1ms);
  EXPECT_EQ(visible(), (std::set<media::SourceId>{5, 6}));
  stage.settle(start + 700ms);
  EXPECT_EQ(visible(), (std::set<media::SourceId>{6}));
}

TEST_F(OnStage, AStreamThatIsWatchedAgainStays) {
  show(scene({view(1, 5)}));
  watch({one});
  watch({low}, start + 100ms);
  watch({one, low}, start + 200ms);
  stage.settle(start + 10s);
  EXPECT_TRUE(stage.streams.contains(one));
}

TEST_F(OnStage, NothingLingersWhenNobodyWatchesAtAll) {
  show(scene({view(1, 5)}));
  watch({one});
  watch({});
  EXPECT_TRUE(stage.streams.empty());
  EXPECT_TRUE(visible().empty());
}

TEST_F(OnStage, MarksHoldAcrossScenesForTheSeatsThatTheyName) {
  stage.speaking = {5, 6};
  EXPECT_FALSE(stage.marked(5)) << "no scene names it yet";
  show(scene({view(1, 5)}));
  EXPECT_TRUE(stage.marked(5));
  EXPECT_FALSE(stage.marked(6));
  show(scene({view(1, 5), view(2, 6), view(3, 7)}));
  EXPECT_TRUE(stage.marked(5));
  EXPECT_TRUE(stage.marked(6));
  EXPECT_FALSE(stage.marked(7));
}

TEST_F(OnStage, AHiddenCameraIsNotVisibleEvenInALingeringView) {
  show(scene({view(1, 5)}));
  watch({one});
  stage.parts[5].seen = false;
  show(scene({view(2, 6)}));
  EXPECT_TRUE(visible().empty());
}

}  // namespace
}  // namespace lethe::video
