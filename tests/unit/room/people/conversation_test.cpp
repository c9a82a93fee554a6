// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/conversation.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

struct ConversationTest : PartTest {
  Conversation conversation{around, profile, people, media, events};
};

TEST_F(ConversationTest, APrivateMessageIsForTwo) {
  for (const char* id : {"ada", "bob", "cy"}) add(id);
  const auto his = follow("bob"), others = follow("cy");
  const Message message = conversation.post("ada", {.text = "psst", .to = "bob"});
  EXPECT_EQ(message.display_name, "ada");
  EXPECT_THAT(types(*his), ElementsAre("message"));
  EXPECT_THAT(*others, SizeIs(0));
  EXPECT_THAT(conversation.seen_by("ada"), SizeIs(1));
  EXPECT_THAT(conversation.seen_by("cy"), SizeIs(0));
  EXPECT_EQ(code_of([&] { conversation.message(message.id, "cy"); }), "not-found");
  conversation.remove(conversation.message(message.id, "bob"));
  EXPECT_THAT(types(*his), ElementsAre("message", "message.deleted"));
  EXPECT_THAT(conversation.seen_by("ada"), SizeIs(0));
}

TEST_F(ConversationTest, ItIsWithSomebodyElseInTheRoom) {
  add("ada");
  EXPECT_EQ(code_of([&] { conversation.post("ada", {.text = "x", .to = "ada"}); }), "invalid-field");
  EXPECT_EQ(code_of([&] { conversation.post("ada", {.text = "x", .to = "bob"}); }), "invalid-field");
  EXPECT_EQ(code_of([&] { conversation.post("bob", {.text = "x"}); }), "not-found");
}

TEST_F(ConversationTest, LinesAreSpokenWhereTheRoomHasThat) {
  speaking.voice = [](const std::string&, const std::string&) { return nullptr; };
  speaking.caption = [](const std::string&) { return wire::Label{}; };
  add("ada");
  media.open();
  EXPECT_EQ(code_of([&] { conversation.check_speech("ada"); }), "speech-off");
  RoomSettings settings = profile.settings();
  settings.spoken_chat = true;
  profile.edit(settings, {});
  conversation.check_speech("ada");
  conversation.post("ada", {.text = "hello", .spoken = true});
  EXPECT_THAT(recorded.last().all<wire::Say>(), SizeIs(1));
  conversation.hush("ada");
  EXPECT_THAT(recorded.last().all<wire::Hush>(), SizeIs(1));
}

}  // namespace
}  // namespace lethe::room
