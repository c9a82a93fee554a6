// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/room_voices.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using VoicesPart = PartTest;

TEST_F(VoicesPart, SayWhenSomebodyBeginsAndCeasesToSpeak) {
  EXPECT_FALSE(voices.speaking(1));
  bool changed = false;
  for (int i = 0; i < 10; ++i) changed = voices.hear({{1, 10}}, time += 100ms) || changed;
  EXPECT_TRUE(changed);
  EXPECT_TRUE(voices.speaking(1));
  EXPECT_THAT(voices.floor(), ElementsAre(1));
  EXPECT_FALSE(voices.hear({{1, 10}}, time += 100ms)) << "nothing new";
  EXPECT_TRUE(voices.pass(time += 2s));
  EXPECT_FALSE(voices.speaking(1));
  EXPECT_FALSE(voices.pass(time += 2s));
  EXPECT_TRUE(voices.last_spoke(1));
}

TEST_F(VoicesPart, WhoIsMutedKeepsTheFloorAndWhoLeavesGivesItBack) {
  for (int i = 0; i < 20; ++i) voices.hear({{1, 10}}, time += 100ms);
  voices.mute(1);
  EXPECT_FALSE(voices.speaking(1));
  EXPECT_THAT(voices.floor(), ElementsAre(1));
  voices.leave(1);
  EXPECT_THAT(voices.floor(), testing::IsEmpty());
}

}  // namespace
}  // namespace lethe::room
