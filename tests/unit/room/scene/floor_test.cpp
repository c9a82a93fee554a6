// SPDX-License-Identifier: AGPL-3.0-or-later
// Each case is a conversation: who speaks how long, and who has the floor afterwards.
#include "mcu/room/scene/floor.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct FloorTest : testing::Test {
  // Levels ten times a second, as the worker sends them; without any it sends nothing.
  int speak(const std::vector<wire::Level>& levels, std::chrono::milliseconds time) {
    int changes = 0;
    for (auto left = time; left > 0ms; left -= 100ms) {
      now += 100ms;
      changes += levels.empty() ? floor.pass(now) : floor.hear(levels, now);
    }
    return changes;
  }
  Floor floor;
  Floor::Time now{1h};
};

TEST_F(FloorTest, NobodyHasItBeforeSomebodySpoke) {
  EXPECT_EQ(speak({{1, 70}, {2, 127}}, 3s), 0);
  EXPECT_THAT(floor.speakers(), IsEmpty());
}

TEST_F(FloorTest, TheFirstToSpeakHasItAfterAWord) {
  EXPECT_EQ(speak({{1, 30}}, 200ms), 0) << "that may be a click";
  EXPECT_EQ(speak({{1, 30}}, 100ms), 1);
  EXPECT_THAT(floor.speakers(), ElementsAre(1));
}

struct Turn {
  const char* what;
  std::vector<wire::Level> levels;
  std::chrono::milliseconds time;
};
struct Case {
  const char* name;
  std::vector<Turn> turns;  // after participant 1 spoke for 5 s
  std::vector<wire::Seat> then;
};

TEST_F(FloorTest, GoesToOthersAsInTheTable) {
  const std::vector<Case> cases{
      {"a cough while the speaker goes on", {{"cough", {{1, 30}, {2, 5}}, 500ms}, {"on", {{1, 30}}, 2s}}, {1}},
      {"a cough into the silence", {{"pause", {}, 1500ms}, {"cough", {{2, 10}}, 400ms}, {"pause", {}, 3s}}, {1}},
      {"a short yes",
       {{"pause", {}, 900ms}, {"yes", {{2, 30}}, 500ms}, {"pause", {}, 200ms}, {"on", {{1, 30}}, 2s}},
       {1}},
      {"an answer", {{"pause", {}, 300ms}, {"answer", {{2, 30}}, 1500ms}}, {2, 1}},
      {"an answer after a long silence", {{"pause", {}, 60s}, {"answer", {{2, 30}}, 600ms}}, {2, 1}},
      {"a pause between sentences", {{"pause", {}, 700ms}, {"on", {{1, 30}}, 3s}}, {1}},
      {"two at once", {{"both", {{1, 30}, {2, 30}}, 20s}}, {1}},
      {"background noise of the speaker under a voice", {{"noise", {{1, 50}, {2, 30}}, 3s}}, {2, 1}},
      {"an interruption that wins", {{"both", {{1, 30}, {2, 28}}, 1s}, {"interruption", {{2, 28}}, 1500ms}}, {2, 1}},
      {"noise of somebody else", {{"noise", {{2, 60}}, 10s}}, {1}},
      {"the longer of two answers",
       {{"pause", {}, 300ms}, {"two", {{2, 30}, {3, 30}}, 300ms}, {"3", {{3, 30}}, 800ms}},
       {3, 1}},
      {"the louder of two answers", {{"pause", {}, 800ms}, {"two", {{2, 40}, {3, 25}}, 700ms}}, {3, 1}},
      {"a third takes it from the second", {{"2", {{2, 30}}, 4s}, {"3", {{3, 30}}, 4s}}, {3, 2}},
      {"back to the one before", {{"2", {{2, 30}}, 4s}, {"1", {{1, 30}}, 4s}}, {1, 2}},
  };
  for (const auto& [name, turns, then] : cases) {
    floor = Floor();
    now += 1h;
    speak({{1, 30}}, 5s);
    for (const auto& turn : turns) speak(turn.levels, turn.time);
    EXPECT_EQ(floor.speakers(), then) << name;
  }
}

TEST_F(FloorTest, ALivelyTalkMovesThePictureAtMostEveryTwoSeconds) {
  speak({{1, 30}}, 3s);
  int changes = 0;
  for (int turn = 0; turn < 30; ++turn) changes += speak({{turn % 2 == 0 ? 2u : 1u, 30}}, 1s);
  EXPECT_LE(changes, 15);
}

TEST_F(FloorTest, WhoIsMutedKeepsItUntilSomebodyElseSpeaks) {
  speak({{1, 30}}, 5s);
  floor.mute(1);
  EXPECT_THAT(floor.speakers(), ElementsAre(1));
  speak({{2, 30}}, 600ms);
  EXPECT_THAT(floor.speakers(), ElementsAre(2, 1));
}

TEST_F(FloorTest, WhoLeavesGivesItBackToTheOneBefore) {
  speak({{1, 30}}, 5s);
  speak({{2, 30}}, 5s);
  floor.leave(2);
  EXPECT_THAT(floor.speakers(), ElementsAre(1));
  floor.leave(1);
  EXPECT_THAT(floor.speakers(), IsEmpty());
  speak({{3, 30}}, 300ms);
  EXPECT_THAT(floor.speakers(), ElementsAre(3));
}

TEST_F(FloorTest, WhoLeavesIsNoPreviousSpeaker) {
  speak({{1, 30}}, 5s);
  speak({{2, 30}}, 5s);
  floor.leave(1);
  EXPECT_THAT(floor.speakers(), ElementsAre(2));
}

}  // namespace
}  // namespace lethe::room
