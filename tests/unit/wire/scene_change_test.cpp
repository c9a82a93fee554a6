// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/scene_change.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <random>

#include "mcu/base/error.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

View view(std::uint32_t id, int tiles) {
  View made{id, 1280, 720, {}};
  for (int i = 0; i < tiles; ++i) made.tiles.push_back({static_cast<Seat>(i + 1), {i * 2, 0, 2, 2}});
  return made;
}

// Every number as long as it can be written.
Scene largest() {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  Scene scene{
      .revision = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()), .views = {}, .parts = {}};
  for (std::uint32_t i = 0; i < views_most; ++i) {
    View one{most - views_most + i, 4096, 4096, {}};
    one.tiles.assign(49, {most, {4096, 4096, 4096, 4096}, Picture::Camera});
    scene.views.push_back(std::move(one));
  }
  for (std::uint32_t i = 0; i < parts_most; ++i)
    scene.parts.push_back({.seat = most - parts_most + i,
                           .heard = false,
                           .seen = false,
                           .music = false,
                           .view = most,
                           .step = 31,
                           .camera_in = 20'000,
                           .screen_in = 20'000,
                           .goal = 50'000});
  return scene;
}

// As the worker does it: what it has been told, packet by packet, over the wire.
Scene told(Scene scene, const std::vector<SceneChange>& all) {
  for (const auto& change : all) {
    const std::string packet = encode(1, change);
    EXPECT_LE(packet.size(), packet_limit);
    EXPECT_EQ(change.last, &change == &all.back());
    apply(std::get<SceneChange>(std::get<Command>(decode(packet).body)), scene);
  }
  return scene;
}

TEST(SceneChange, TheLargestSceneTravelsInPacketsThatFit) {
  const auto all = changes({}, largest());
  EXPECT_GT(all.size(), 10u);
  EXPECT_EQ(told({}, all), largest());
  EXPECT_EQ(told(largest(), changes(largest(), {})), Scene{});
}

TEST(SceneChange, WhoIsMutedIsOnePart) {
  Scene before{.revision = 1, .views = {view(1, 40)}, .parts = {}};
  for (Seat seat = 1; seat <= 40; ++seat) before.parts.push_back({.seat = seat, .view = 1});
  Scene after = before;
  after.revision = 2;
  after.parts[6].heard = false;
  const auto all = changes(before, after);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].views, IsEmpty());
  EXPECT_THAT(all[0].parts, ElementsAre(after.parts[6]));
  EXPECT_LT(encode(1, all[0]).size(), 400u);
  EXPECT_EQ(told(before, all), after);
}

TEST(SceneChange, AnySceneBecomesAnyOther) {
  std::mt19937 random(5);
  const auto chance = [&](unsigned in) { return random() % in == 0; };
  Scene now;
  for (int round = 1; round <= 300; ++round) {
    Scene next{.revision = static_cast<std::uint64_t>(round), .views = {}, .parts = {}};
    for (std::uint32_t id = 1; id <= 12; ++id)
      if (!chance(3)) next.views.push_back(view(id, static_cast<int>(random() % 4)));
    for (Seat seat = 1; seat <= 30; ++seat)
      if (!chance(4))
        next.parts.push_back({.seat = seat, .heard = chance(2), .view = static_cast<std::uint32_t>(random() % 12)});
    now = told(std::move(now), changes(now, next));
    ASSERT_EQ(now, next) << round;
  }
}

TEST(SceneChange, ASceneThatWouldBecomeTooLargeIsRefusedAndStaysAsItWas) {
  Scene scene = largest();
  SceneChange one{.revision = 9, .views_gone = {}, .parts_gone = {}, .views = {}, .parts = {{.seat = 1}}};
  EXPECT_THROW(apply(one, scene), Error);
  EXPECT_EQ(scene, largest());
  one.parts_gone = {largest().parts[0].seat};
  apply(one, scene);
  EXPECT_THAT(scene.parts, SizeIs(parts_most));
}

}  // namespace
}  // namespace lethe::wire
