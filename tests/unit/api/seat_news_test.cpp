// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/seat/seat_news.hpp"

#include <gmock/gmock.h>

#include "api/handlers/seat/seat_pages.hpp"

namespace lethe::api {
namespace {

using testing::HasSubstr;
using testing::Not;

room::RoomEvent event(const std::string& type, const std::string& data) {
  return {.id = 1, .type = type, .data = data};
}

TEST(SeatNews, TellsWhoIsThereAndWhoComesAndGoes) {
  SeatNews news("me", Language::English, {"audio"});
  const std::string first = news.lines(event(
      "snapshot",
      R"({"participants":[{"id":"a","displayName":"Ada"},{"id":"me","displayName":"Eve","listening":true}],"messages":[]})"));
  EXPECT_THAT(first, HasSubstr("<bdi>Ada</bdi>, <bdi>Eve</bdi> (listening)"));
  EXPECT_THAT(news.lines(event("participant.joined", R"({"id":"b","displayName":"Bob"})")), HasSubstr("joined"));
  EXPECT_THAT(news.lines(event("participant.left", R"({"id":"b","reason":"left"})")), HasSubstr("Bob"));
  EXPECT_EQ(news.lines(event("participant.left", R"({"id":"x","reason":"left"})")), "");
  EXPECT_EQ(news.lines(event("layout", "{}")), "");
}

TEST(SeatNews, TellsOfHandsOnce) {
  SeatNews news("me", language_named("de").value(), {"audio"});
  news.lines(event("snapshot", R"({"participants":[{"id":"a","displayName":"Ada"}],"messages":[]})"));
  const auto up = event("participant.updated", R"({"id":"a","displayName":"Ada","hand":"2026"})");
  EXPECT_THAT(news.lines(up), HasSubstr("hebt die Hand"));
  EXPECT_EQ(news.lines(up), "");
  EXPECT_EQ(news.lines(event("participant.updated", R"({"id":"a","displayName":"Ada"})")), "");
}

TEST(SeatNews, WhatPeopleWriteIsText) {
  SeatNews news("me", Language::English, {"audio"});
  const std::string html = news.lines(event(
      "message", R"({"id":"m1","displayName":"<i>Ada","text":"<script>\"&","at":"2026-01-05T09:01:00Z","to":"me"})"));
  EXPECT_THAT(html, HasSubstr("&lt;i&gt;Ada"));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;&quot;&amp;"));
  EXPECT_THAT(html, HasSubstr("(only to you)"));
  EXPECT_THAT(html, HasSubstr("09:01"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST(SeatNews, OwnRemovalIsSaid) {
  SeatNews news("me", Language::English, {"audio"});
  EXPECT_THAT(news.lines(event("participant.left", R"({"id":"me","reason":"removed"})")), HasSubstr("removed"));
}

TEST(SeatNews, TellsThatPicturesStopAndComeAgain) {
  SeatNews news("me", Language::English, {"audio"});
  const auto on = [&](const std::string& step) {
    return news.lines(event("participant.updated", R"({"id":"me","displayName":"Eve","step":")" + step + "\"}"));
  };
  news.lines(event("snapshot", R"({"participants":[{"id":"me","displayName":"Eve","step":"360p"}],"messages":[]})"));
  EXPECT_EQ(on("180p"), "");
  const std::string stopped = on("audio");
  EXPECT_NE(stopped, "");
  EXPECT_EQ(on("audio"), "");
  EXPECT_NE(on("360p"), "");
}

TEST(SeatKey, IsReadBackAndNothingElseIsRead) {
  const SeatKey key{"room", "person", "lp_token"};
  const SeatKey read = read_seat_key(key.text());
  EXPECT_EQ(std::tie(read.room, read.participant, read.token), std::tie(key.room, key.participant, key.token));
  for (const char* text : {"", "a", "a/b"}) EXPECT_ANY_THROW(read_seat_key(text)) << text;
}

}  // namespace
}  // namespace lethe::api
