// SPDX-License-Identifier: AGPL-3.0-or-later
// A whole conference with the most detailed log, in which everything that can go wrong does. Nothing that was said to
// the server appears in its output, and nothing except its database grows.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::uintmax_t> sizes(const fs::path& folder) {
  std::map<std::string, std::uintmax_t> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) all[entry.path().lexically_relative(folder)] = entry.file_size();
  return all;
}

bool is_database(const std::string& name) { return name.starts_with("lethe.db"); }

// What was said to the server or by it, and may stand nowhere.
class Said {
 public:
  // `kept`: part of an account, so it may be in the database.
  void add(const std::string& secret, bool kept = false) {
    if (secret.size() < 6) return;
    all_.insert(secret);
    if (kept) kept_.insert(secret);
  }
  void add_lines(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with('\r')) line.pop_back();
      add(line);
    }
  }
  std::string add_and_get(const std::string& secret, bool kept = false) {
    add(secret, kept);
    return secret;
  }
  void expect_none_in(const std::string& text, const std::string& where) const {
    for (const auto& secret : all_)
      EXPECT_EQ(text.find(secret), text.npos) << "\"" << secret << "\" stands in " << where;
  }
  void expect_only_accounts_in(const std::string& database) const {
    for (const auto& secret : all_) EXPECT_EQ(database.find(secret) != database.npos, kept_.contains(secret)) << secret;
  }
  std::size_t size() const { return all_.size(); }

 private:
  std::set<std::string> all_, kept_;
};

class NoPersonalData : public testing::Test {
 protected:
  Json post(const std::string& path, const std::string& token, const Json& body) {
    return server.ask("POST", path, token, body.dump()).json();
  }

  // People who speak, connect again, restart and leave.
  void hold_a_conference() {
    room = server
               .ask("POST", "/api/v1/rooms", server.api_key(),
                    Json{{"name", said.add_and_get("Sprechstunde Dr. Eisenbarth")}}.dump())
               .json()
               .at("id");
    const Json invitation = post("/api/v1/rooms/" + room + "/invitations", server.api_key(), {{"role", "participant"}});
    said.add(invitation.at("token"));
    const std::string link = invitation.at("joinUrl"), before_fragment = link.substr(0, link.find('#'));
    // What stands left of # is what proxies and servers log.
    EXPECT_EQ(before_fragment.find(invitation.at("token").get<std::string>()), before_fragment.npos);
    EXPECT_EQ(before_fragment.find(room), before_fragment.npos);
    for (const char* name : {"Zaphod Beeblebrox", "Trillian Astra", "Marvin Paranoid"})
      people.push_back(std::make_unique<Participant>(server, loop, room, said.add_and_get(name)));
    for (const auto& person : people) {
      ASSERT_TRUE(person->sees_frame_within(5s));
      said.add(person->token());
      said.add(person->id());
      said.add_lines(person->offered());
      said.add_lines(person->answered());
    }
    server.ask("PATCH", people[0]->path(), people[0]->token(),
               Json{{"displayName", said.add_and_get("Ford Prefect")}}.dump());
    chat();
    people[1]->reconnect();
    said.add_lines(people[1]->answered());
    people[2]->leave();
  }

  // To all, to one, and what is refused; somebody reads along.
  void chat() {
    const std::string path = "/api/v1/rooms/" + room + "/messages";
    const auto write = [&](const Json& message) {
      return server.ask("POST", path, people[0]->token(), message.dump()).status;
    };
    EXPECT_EQ(write({{"text", said.add_and_get("The answer is forty-two.")}}), 201);
    EXPECT_EQ(write({{"text", said.add_and_get("Only for your eyes: \u05d0\u05d1")}, {"to", people[1]->id()}}), 201);
    EXPECT_EQ(write({{"text", said.add_and_get("Not to somebody")}, {"to", said.add_and_get("nobody-at-all")}}), 400);
    EXPECT_EQ(write({{"text", "\u0007" + said.add_and_get("with a control character")}}), 400);
    EXPECT_EQ(server.ask("GET", path, people[1]->token()).json().at("messages").size(), 2U);
    EXPECT_EQ(server.ask("GET", path, server.api_key()).json().at("messages").size(), 1U);
  }

  void trickle_and_err() {
    const std::string candidate = said.add_and_get("a=candidate:1 1 udp 2130706431 203.0.113.77 40123 typ host");
    said.add("203.0.113.77");
    people[0]->trickle("a=mid:0\r\n" + candidate + "\r\n");
    people[0]->trickle(said.add_and_get("nonsense-of-a-fragment"));
    people[0]->trickle("a=ice-ufrag:" + said.add_and_get("wrongufrag") +
                       "\r\na=ice-pwd:" + said.add_and_get("wrongpasswordwrongpassword") + "\r\n");
    server.ask("POST", people[0]->path() + "/session", people[0]->token(),
               said.add_and_get("v=0 this is no description"), "application/sdp");
    server.ask("POST", "/api/v1/rooms", server.api_key(), R"({"name": "Half a JSO)" + said.add_and_get("N-of-Arthur"));
    server.ask("POST", "/api/v1/rooms", server.api_key(), Json{{said.add_and_get("unknown-field-name"), 1}}.dump());
    server.ask("GET", "/api/v1/rooms/" + said.add_and_get("room-of-nobody"), said.add_and_get("token-of-nobody"));
    server.ask("GET", "/" + said.add_and_get("path-of-nobody") + "?" + said.add_and_get("query-of-nobody"), "");
    said.add(server.api_key());
    std::string noise(300, '\0');
    for (auto& byte : noise) byte = static_cast<char>(rand());
    people[0]->peer().send_raw(media::Bytes(noise.begin(), noise.end()));
  }

  void use_an_account() {
    constexpr bool kept = true;
    const std::string name = said.add_and_get("slartibartfast", kept),
                      email = said.add_and_get("slarti@magrathea.example", kept),
                      password = said.add_and_get("fjords of norway 42");
    post("/api/v1/accounts", "", {{"name", name}, {"password", password}, {"email", email}});
    post("/api/v1/sessions", "", {{"name", name}, {"password", said.add_and_get("a wrong password 17")}});
    const Json session = post("/api/v1/sessions", "", {{"name", name}, {"password", password}});
    const std::string token = session.value("token", "");
    EXPECT_NE(token, "");
    said.add(token);
    server.ask("GET", "/api/v1/accounts/me", token);
    server.ask("PUT", "/api/v1/accounts/me/password", token,
               Json{{"current", password}, {"password", said.add_and_get("another password 99")}}.dump());
  }

  // Crash messages, the new start and what processes show of themselves while they run.
  void look_at_processes() {
    auto all = server.media_processes();
    all.push_back(server.pid());
    for (const pid_t pid : all)
      for (const char* file : {"cmdline", "environ", "comm"})
        said.expect_none_in(content("/proc/" + std::to_string(pid) + "/" + file), file);
  }
  void crash_a_media_process() {
    const auto live = live_media_processes(server);
    ASSERT_EQ(live.size(), 1U);
    ::kill(live[0], SIGABRT);
    ASSERT_TRUE(eventually([&] { return server.log().find("worker-ended") != std::string::npos; }));
  }

  LetheServer server{"log:\n  level: debug\naccounts:\n  argon2_memory_kib: 8192\n  argon2_passes: 1\n"};
  PeerLoop loop;
  Said said;
  std::string room;
  std::vector<std::unique_ptr<Participant>> people;
};

TEST_F(NoPersonalData, IsWrittenAnywhereByAWholeConferenceAtDebugLevel) {
  const auto before = sizes(server.folder());
  hold_a_conference();
  trickle_and_err();
  use_an_account();
  look_at_processes();
  crash_a_media_process();
  people.clear();
  server.ask("DELETE", "/api/v1/rooms/" + room, server.api_key());
  const auto after = sizes(server.folder());
  for (const auto& [name, size] : after) {
    if (is_database(name)) continue;
    EXPECT_TRUE(before.contains(name)) << name << " is new";
    EXPECT_EQ(size, before.contains(name) ? before.at(name) : 0) << name << " has grown";
  }
  server.stop();
  std::string database;
  for (const auto& [name, size] : sizes(server.folder()))
    if (is_database(name)) database += content(server.folder() / name);
  said.expect_only_accounts_in(database);
  // Of attendance the database may have these two, and the log not even them.
  said.add(room);
  said.add("127.0.0.1");
  // The log was detailed: without that the test would say little.
  EXPECT_THAT(server.log(), HasSubstr("debug request operation=postOffer status=201"));
  EXPECT_THAT(server.log(), HasSubstr("worker-ended signal=6"));
  EXPECT_GT(said.size(), 60U);
  said.expect_none_in(server.log(), "the log");
}

}  // namespace
}  // namespace lethe::test
