// SPDX-License-Identifier: AGPL-3.0-or-later
// Traces of what was said in a meeting in the memory of the control process, once it is deleted, the meeting has ended,
// or whoever said it has left.
#include <gmock/gmock.h>

#include "tests/process/conference.hpp"
#include "tests/process/process_memory.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

class ChatMemory : public testing::Test {
 protected:
  ChatMemory() {
    server.ask("PATCH", path, server.api_key(), Json{{"spokenChat", true}}.dump());
    // A reader who was there and has gone, as pages do that lose their connection.
    read();
  }
  void read() { server.first_event(path + "/events", server.api_key()); }

  std::string write(const Json& message, const std::string& token) {
    const auto reply = server.ask("POST", path + "/messages", token, message.dump());
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.json().value("id", "");
  }
  void erase(const std::string& message) {
    EXPECT_EQ(server.ask("DELETE", path + "/messages/" + message, server.api_key()).status, 204);
  }
  int times(const std::string& word) const { return occurrences(server.pid(), word); }
  // A connection that is closing may hold its buffer a moment longer.
  bool gone(const std::string& word) const {
    return eventually([&] { return times(word) == 0; }, 5s);
  }

  LiveRoom live;
  LetheServer& server = live.server;
  const std::string path = "/api/v1/rooms/" + live.room;
};

TEST_F(ChatMemory, HoldsNoMessageThatWasDeleted) {
  Participant guest(server, live.loop, live.room, "Guest");
  const std::string long_word = "planted-word-of-a-long-message", short_word = "plntd-short",
                    private_word = "planted-word-for-one", spoken_word = "planted-word-spoken",
                    kept = "planted-kept-word";
  std::vector<std::string> ids{write({{"text", "Before " + long_word + " and after"}}, guest.token()),
                               write({{"text", short_word}}, guest.token())};
  write({{"text", kept}}, guest.token());
  ids.push_back(write({{"text", private_word}, {"to", live.resident.id()}}, guest.token()));
  ids.push_back(write({{"text", spoken_word}, {"spoken", true}, {"language", "en"}}, guest.token()));
  read();
  for (const auto& word : {long_word, short_word, private_word, spoken_word, kept})
    EXPECT_GT(times(word), 0) << word << ": what is there is found";
  for (const char* token : {"", "somebody's"}) server.ask("GET", path + "/messages", token);
  server.ask("GET", path + "/messages", guest.token());
  for (const auto& id : ids) server.ask("DELETE", path + "/messages/" + id, guest.token());
  read();
  for (const auto& word : {long_word, short_word, private_word, spoken_word})
    EXPECT_TRUE(gone(word)) << word << ": " << times(word);
  EXPECT_GT(times(kept), 0);
}

TEST_F(ChatMemory, HoldsNothingOfAMeetingThatHasEnded) {
  const std::string word = "planted-word-of-a-meeting", name = "Planted Name", short_word = "plntd-short";
  Participant guest(server, live.loop, live.room, name);
  for (int i = 0; i < 20; ++i) write({{"text", word + std::to_string(i)}}, guest.token());
  write({{"text", short_word}}, guest.token());
  read();
  EXPECT_GT(times(word), 0);
  guest.leave();
  live.resident.leave();
  for (const auto& planted : {word, name, short_word}) EXPECT_TRUE(gone(planted)) << planted << ": " << times(planted);
}

TEST_F(ChatMemory, HoldsNoNameOfWhoLeftWithoutHavingWritten) {
  const std::string name = "Planted Leaver", longer = "Planted Leaver with a much longer name";
  Participant guest(server, live.loop, live.room, name);
  server.ask("PATCH", guest.path(), guest.token(), Json{{"displayName", longer}}.dump());
  read();
  EXPECT_GT(times(longer), 0);
  const std::string token = guest.token();
  guest.leave();
  for (const auto& planted : {longer, name}) EXPECT_TRUE(gone(planted)) << planted << ": " << times(planted);
}

}  // namespace
}  // namespace lethe::test
