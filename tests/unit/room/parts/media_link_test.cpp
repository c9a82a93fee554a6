// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/media_link.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using MediaLinkTest = PartTest;

TEST_F(MediaLinkTest, AProcessIsShownTheSceneAtOnce) {
  wire::Scene scene;
  scene.revision = 7;
  media.show(scene);
  EXPECT_FALSE(media.is_open());
  media.open();
  media.open();
  EXPECT_EQ(recorded.workers.size(), 1u);
  EXPECT_EQ(recorded.last().scenes.at(0).revision, 7u);
  scene.revision = 8;
  media.show(scene);
  EXPECT_EQ(recorded.last().scenes.at(1).revision, 8u);
}

TEST_F(MediaLinkTest, AnotherProcessIsToldTheMarksThatHold) {
  media.mark(wire::Marks{{1, 2}});
  media.open();
  EXPECT_THAT(recorded.last().all<wire::Marks>(), ElementsAre(wire::Marks{{1, 2}}));
  media.mark(wire::Marks{{1, 2}});
  EXPECT_THAT(recorded.last().all<wire::Marks>(), SizeIs(1)) << "nothing new";
  media.close();
  media.mark(wire::Marks{{2}});
  media.open();
  media.mark({});
  EXPECT_THAT(recorded.last().all<wire::Marks>(), ElementsAre(wire::Marks{{2}}, wire::Marks{}));
  media.close();
  media.open();
  EXPECT_THAT(recorded.last().all<wire::Marks>(), IsEmpty()) << "a process begins without marks";
}

TEST_F(MediaLinkTest, WhatAProcessDidOutlivesIt) {
  media.open();
  media.took({.packets_in = 5, .views = 2});
  EXPECT_EQ(media.stats().packets_in, 5u);
  media.close();
  EXPECT_EQ(totals.media.packets_in, 5u);
  EXPECT_EQ(totals.media.views, 0u) << "it shows nothing any more";
  EXPECT_EQ(media.stats().packets_in, 0u);
  EXPECT_FALSE(recorded.last().open);
}

TEST_F(MediaLinkTest, AReplyThatComesAfterItsEndIsNotTakenForOne) {
  std::vector<std::string> heard;
  const auto ask = [&](MediaLink& link) {
    link.ask(
        wire::Ping{}, [&](const wire::Reply& reply) { heard.push_back(reply.index() == 0 ? "done" : "failed"); },
        [&] { heard.push_back("gone"); });
  };
  {
    MediaLink link(recorded, *this, totals);
    ask(link);
    link.open();
    ask(link);
    recorded.last().reply(wire::Done{});
    ask(link);
    link.close();
    link.open();
    ask(link);
  }
  EXPECT_EQ(heard, (std::vector<std::string>{"failed", "done", "failed", "gone"}));
}

}  // namespace
}  // namespace lethe::room
