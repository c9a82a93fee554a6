// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/scene_keeper.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct SceneKeeperTest : PartTest {
  Shares shares{people};
  Layouts layouts{limits, people, shares, *this};
  SceneKeeper scenes{around, people, voices, shares, layouts, steps, media, events};
};

TEST_F(SceneKeeperTest, ShowsTheSceneWhenItIsAnotherOne) {
  media.open();
  add_live("ada");
  scenes.settle();
  EXPECT_EQ(recorded.last().scenes.size(), 2u) << "that of an empty room first";
  EXPECT_EQ(media.scene().parts.at(0).seat, 1u);
  scenes.settle();
  EXPECT_EQ(recorded.last().scenes.size(), 2u);
  people.get("ada").microphone = false;
  scenes.settle();
  EXPECT_FALSE(recorded.last().scenes.at(2).parts.at(0).heard);
  EXPECT_EQ(recorded.last().scenes.at(2).revision, recorded.last().scenes.at(1).revision + 1);
}

TEST_F(SceneKeeperTest, WhoSpeaksIsMarkedAndTheSceneStays) {
  const auto marks = [&] { return recorded.last().all<wire::Marks>(); };
  media.open();
  for (const char* id : {"ada", "bob", "eve"}) add_live(id);
  scenes.settle();
  const auto shown = recorded.last().scenes;
  EXPECT_THAT(marks(), IsEmpty());
  for (int i = 0; i < 3; ++i) voices.hear({{1, 30}, {3, 30}}, time += 100ms);
  scenes.settle();
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1, 3}}));
  scenes.settle();
  EXPECT_THAT(marks(), SizeIs(1)) << "nothing new";
  voices.pass(time += 2s);
  scenes.settle();
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1, 3}}, wire::Marks{}));
  EXPECT_EQ(recorded.last().scenes, shown);
}

TEST_F(SceneKeeperTest, OnlyWhoIsHeardIsMarked) {
  media.open();
  for (const char* id : {"ada", "bob", "eve", "dan"}) add_live(id);
  for (int i = 0; i < 3; ++i) voices.hear({{1, 30}, {2, 30}, {3, 30}, {4, 30}}, time += 100ms);
  people.get("ada").microphone = false;
  people.get("bob").role = Role::Viewer;
  people.get("eve").live = false;
  scenes.settle();
  EXPECT_THAT(recorded.last().all<wire::Marks>(), ElementsAre(wire::Marks{{4}}));
}

TEST_F(SceneKeeperTest, ASenderIsToldWhatIsWantedOfIt) {
  add_live("ada");
  const auto hers = follow("ada");
  scenes.settle();
  ASSERT_THAT(types(*hers), ElementsAre("video.wanted"));
  EXPECT_GT(Json::parse(hers->at(0).data)["kbps"], 0);
  EXPECT_TRUE(scenes.asks_for({1, wire::Picture::Camera}));
  EXPECT_FALSE(scenes.asks_for({1, wire::Picture::Screen}));
  hers->clear();
  scenes.settle();
  EXPECT_THAT(*hers, IsEmpty());
  scenes.tell_wanted("ada");
  EXPECT_THAT(types(*hers), ElementsAre("video.wanted", "video.wanted")) << "of camera and screen";
  scenes.tell_wanted("nobody");
}

TEST_F(SceneKeeperTest, ALayoutIsToldToThoseWhoWatchItsView) {
  add_live("ada");
  const auto hers = follow("ada"), outside = follow();
  scenes.settle();
  scenes.on({main_view, media.scene().revision, 90'000});
  EXPECT_EQ(Json::parse(hers->back().data)["tiles"][0]["participant"], "ada");
  EXPECT_THAT(types(*outside), ElementsAre("layout"));
  EXPECT_EQ(scenes.shown_to("ada")->rtp_timestamp, 90'000u);
  scenes.media_gone();
  EXPECT_FALSE(scenes.shown_to("ada"));
}

}  // namespace
}  // namespace lethe::room
