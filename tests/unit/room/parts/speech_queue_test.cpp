// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/speech_queue.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

struct SpeechQueueTest : PartTest {
  std::vector<std::string> texts;
  SpeechQueueTest() {
    speaking.voice = [this](const std::string& text, const std::string&) {
      texts.push_back(text);
      return nullptr;
    };
    speaking.caption = [](const std::string& text) { return wire::Label{.coverage = text}; };
    media.open();
  }
  SpeechQueue queue{speaking, media};
  void say(const std::string& id, const std::string& from = "ada") {
    queue.say({.id = id, .from = from, .display_name = from, .text = id, .at = {}}, "en");
  }
};

TEST_F(SpeechQueueTest, LinesAreSaidOneAfterTheOther) {
  say("one");
  say("two");
  EXPECT_THAT(texts, ElementsAre("ada: one"));
  queue.said(7);
  EXPECT_THAT(texts, ElementsAre("ada: one")) << "that was another one";
  queue.said(1);
  EXPECT_THAT(texts, ElementsAre("ada: one", "ada: two"));
}

TEST_F(SpeechQueueTest, ALineThatIsDroppedWhileItIsSaidIsCutOff) {
  say("one");
  say("two", "bob");
  say("three");
  queue.drop_message("three");
  EXPECT_TRUE(recorded.last().all<wire::Hush>().empty()) << "it had not begun";
  queue.drop_from("ada");
  EXPECT_EQ(recorded.last().all<wire::Hush>().size(), 1u);
  EXPECT_THAT(texts, ElementsAre("ada: one", "bob: two"));
}

TEST_F(SpeechQueueTest, NobodyHoldsMoreThanTwoLinesAndAllNoMoreThanEight) {
  for (const std::string who : {"a", "b", "c", "d"}) {
    EXPECT_EQ(code_of([&] { queue.check(who); }), "none");
    say("x", who);
    say("y", who);
    EXPECT_EQ(code_of([&] { queue.check(who); }), "too-many-requests");
  }
  EXPECT_EQ(code_of([&] { queue.check("e"); }), "too-many-requests");
  queue.drop_all();
  EXPECT_EQ(code_of([&] { queue.check("e"); }), "none");
  speaking.voice = {};
  EXPECT_EQ(code_of([&] { queue.check("e"); }), "speech-off");
}

TEST_F(SpeechQueueTest, WithoutAMediaProcessNothingWaits) {
  media.close();
  say("one");
  media.open();
  say("two");
  EXPECT_THAT(texts, ElementsAre("ada: two"));
}

}  // namespace
}  // namespace lethe::room
