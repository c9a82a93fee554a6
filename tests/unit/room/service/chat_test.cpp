// SPDX-License-Identifier: AGPL-3.0-or-later
// Chat messages: who may send them, who gets them, and what remains.
#include "mcu/room/parts/chat.hpp"

#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ChatTest : public ServiceTest {
 protected:
  RoomView room = new_room();
  Joined mo = join(room, "Mo", Role::Moderator), ada = join(room, "Ada"), bob = join(room, "Bob"),
         vi = join(room, "Vi", Role::Viewer);

  Message write(const Joined& who, const std::string& text, std::optional<std::string> to = {}) {
    return service.chat().post(actor(who.token), room.id, {text, std::move(to)});
  }
  std::vector<std::string> seen(const Actor& reader) {
    std::vector<std::string> texts;
    for (const auto& message : service.chat().all(reader, room.id)) texts.push_back(message.text);
    return texts;
  }
  std::vector<std::string> told(const Read& read) {
    std::vector<std::string> texts;
    for (const auto& event : read.events)
      if (event.type == "message") texts.push_back(Json::parse(event.data)["text"]);
    return texts;
  }
};

TEST_F(ChatTest, WhatIsForAllReachesAllAndIsKept) {
  const auto viewers = follow(actor(vi.token), room.id), owners = follow(front, room.id);
  const auto message = write(ada, "Good morning!");
  EXPECT_EQ(message.from, ada.participant.id);
  EXPECT_EQ(message.display_name, "Ada");
  EXPECT_THAT(message.at, testing::MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_EQ(viewers->last("message"), write_json(message));
  EXPECT_EQ(owners->last("message"), write_json(message));
  EXPECT_THAT(seen(actor(bob.token)), ElementsAre("Good morning!"));
  EXPECT_EQ(follow(actor(bob.token), room.id)->last("snapshot")["messages"][0], write_json(message));
}

TEST_F(ChatTest, AnyTextIsKeptAsItIs) {
  for (const char* text :
       {"<script>alert(1)</script>&amp;", "שלום \u202eabc", "👩‍👩‍👧 é", "  two\n\tlines  "})
    EXPECT_EQ(write(ada, text).text, text);
  EXPECT_THAT(seen(front), SizeIs(4));
}

TEST_F(ChatTest, TextThatIsNoneIsRefusedAndLeavesNothing) {
  const auto detail = [&](const std::string& text, std::optional<std::string> to = {}) {
    try {
      write(ada, text, std::move(to));
      return std::string("accepted");
    } catch (const Error& error) {
      return error.findings().at(0).pointer + " " + error.findings().at(0).detail;
    }
  };
  EXPECT_EQ(detail("\xff"), "/text must be UTF-8");
  EXPECT_EQ(detail("a\rb"), "/text must not contain control characters other than newline and tab");
  EXPECT_EQ(detail("\u0085"), "/text must not contain control characters other than newline and tab");
  EXPECT_EQ(detail(" \n\u200b"), "/text must contain a visible character");
  EXPECT_EQ(detail(std::string(2001, 'x')), "/text must have at most 2000 characters");
  EXPECT_EQ(detail("x", "nobody"), "/to is nobody in this room");
  EXPECT_EQ(detail("x", ada.participant.id), "/to must be somebody else");
  EXPECT_THAT(seen(actor(ada.token)), IsEmpty());
  std::string long_one;
  for (int i = 0; i < 2000; ++i) long_one += "😀";
  EXPECT_EQ(detail(long_one), "accepted");
}

TEST_F(ChatTest, WhatIsForOneIsForSenderAndReceiverOnly) {
  const auto hers = follow(actor(ada.token), room.id), his = follow(actor(bob.token), room.id),
             moderators = follow(actor(mo.token), room.id), owners = follow(front, room.id);
  const auto secret = write(ada, "Between us", bob.participant.id);
  EXPECT_THAT(told(*hers), ElementsAre("Between us"));
  EXPECT_THAT(told(*his), ElementsAre("Between us"));
  for (const auto& others : {moderators, owners}) EXPECT_THAT(told(*others), IsEmpty());
  EXPECT_THAT(seen(actor(bob.token)), ElementsAre("Between us"));
  for (const Actor& outsider : {actor(mo.token), actor(vi.token), front}) {
    EXPECT_THAT(seen(outsider), IsEmpty());
    EXPECT_EQ(code_of([&] { service.chat().remove(outsider, room.id, secret.id); }), "not-found");
  }
  EXPECT_THAT(follow(actor(mo.token), room.id)->last("snapshot")["messages"], IsEmpty());
  EXPECT_THAT(told(*follow(actor(mo.token), room.id, hers->events.front().id)), IsEmpty());
  EXPECT_THAT(told(*follow(actor(bob.token), room.id, hers->events.front().id)), ElementsAre("Between us"));
  EXPECT_EQ(code_of([&] { service.chat().remove(actor(bob.token), room.id, secret.id); }), "forbidden");
  service.chat().remove(actor(ada.token), room.id, secret.id);
  EXPECT_EQ(his->last("message.deleted"), (Json{{"id", secret.id}}));
  EXPECT_TRUE(moderators->last("message.deleted").is_null());
}

TEST_F(ChatTest, DeletedMessagesAreGoneForThoseWhoComeBackToo) {
  const auto read = follow(actor(bob.token), room.id);
  const auto last = read->events.back().id;
  const auto first = write(ada, "Wrong window");
  write(ada, "Sorry");
  EXPECT_EQ(code_of([&] { service.chat().remove(actor(bob.token), room.id, first.id); }), "forbidden");
  service.chat().remove(actor(mo.token), room.id, first.id);
  EXPECT_EQ(read->last("message.deleted"), (Json{{"id", first.id}}));
  EXPECT_THAT(seen(actor(bob.token)), ElementsAre("Sorry"));
  const auto again = follow(actor(bob.token), room.id, last);
  EXPECT_THAT(again->types(), ElementsAre("message", "message.deleted"));
  EXPECT_THAT(told(*again), ElementsAre("Sorry"));
  EXPECT_EQ(code_of([&] { service.chat().remove(actor(mo.token), room.id, first.id); }), "not-found");
}

TEST_F(ChatTest, SwitchedOffItIsForModerators) {
  const RoomPatch off = with(&RoomSettings::chat, false);
  EXPECT_FALSE(service.rooms().patch(actor(mo.token), room.id, off, {}).settings.chat);
  EXPECT_EQ(code_of([&] { write(ada, "Hello"); }), "chat-off");
  write(mo, "Please listen");
  EXPECT_THAT(seen(actor(ada.token)), ElementsAre("Please listen"));
}

TEST_F(ChatTest, NextMeetingIsToldNothingOfTheOneBefore) {
  const auto owners = follow(front, room.id);
  write(ada, "My secret");
  for (const auto& one : {mo, ada, bob, vi}) service.people().remove(front, room.id, one.participant.id);
  const auto eve = join(room, "Eve");
  EXPECT_THAT(seen(actor(eve.token)), IsEmpty());
  const auto hers = follow(actor(eve.token), room.id, 1);
  EXPECT_THAT(hers->types(), ElementsAre("snapshot"));
  EXPECT_THAT(hers->last("snapshot")["messages"], IsEmpty());
  EXPECT_THAT(follow(front, room.id, owners->events.back().id)->types(), IsEmpty()) << "who has seen all goes on";
}

Message message(int number, std::size_t bytes = 1) {
  return {std::to_string(number), "a", "", std::string(bytes, 'x'), "", {}};
}

TEST(Chat, KeepsTheNewestUpToANumberAndASize) {
  Chat chat;
  for (int i = 0; i < 600; ++i) chat.add(message(i), 1);
  ASSERT_THAT(chat.seen_by(""), SizeIs(500));
  EXPECT_EQ(chat.seen_by("").front().id, "100");
  for (int i = 600; i < 640; ++i) chat.add(message(i, 8000), 1);
  ASSERT_THAT(chat.seen_by(""), SizeIs(32));
  EXPECT_EQ(chat.seen_by("").front().id, "608");
  EXPECT_EQ(chat.find("607", ""), nullptr);
}

}  // namespace
}  // namespace lethe::room
