// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fstream>
#include <regex>
#include <set>

#include "api/status.hpp"
#include "mcu/base/fields.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Metrics : public ServerTest {
 protected:
  std::string read() { return call("GET", "/metrics").body; }
};

TEST_F(Metrics, PeopleAndRequestsAreCounted) {
  const std::string room = create_room();
  const Guest ada = join(room, "Ada", "moderator");
  join(room, "Eve", "viewer");
  offer(ada);
  call("PATCH", room, frontend, R"({"locked":true})");
  call("POST", room + "/participants", invite(room), R"({"displayName":"Late"})");
  call("GET", "/nowhere/at/all");
  call("BREW", "/healthz");
  const Reply reply = call("GET", "/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"lethe_rooms 1\n", "lethe_live_rooms 1\n", "lethe_participants{role=\"moderator\"} 1\n",
        "lethe_participants{role=\"participant\"} 0\n", "lethe_participants{role=\"viewer\"} 1\n",
        "lethe_joins_total{role=\"viewer\"} 1\n", "lethe_media_processes 2\n", "lethe_ready 1\n",
        "lethe_store_usable 1\n", "lethe_event_streams 0\n", "lethe_packets_total{direction=\"out\"} 0\n",
        "lethe_http_requests_total{operation=\"joinRoom\",status=\"201\",code=\"\"} 2\n",
        "lethe_http_requests_total{operation=\"joinRoom\",status=\"409\",code=\"room-locked\"} 1\n",
        "lethe_http_requests_total{operation=\"none\",status=\"405\",code=\"method-not-allowed\"} 1\n"})
    EXPECT_THAT(reply.body, HasSubstr(line));
  call("DELETE", room, frontend);
  EXPECT_THAT(read(), HasSubstr("lethe_live_rooms 0\n"));
  EXPECT_THAT(read(), HasSubstr("lethe_joins_total{role=\"viewer\"} 1\n"));
}

TEST_F(Metrics, NothingOfARoomOrAPersonIsInThem) {
  const std::string room = create_room(R"({"name":"Confidential"})");
  const Guest ada = join(room, "Ada");
  offer(ada);
  const std::string text = read();
  for (const std::string& part : {room.substr(room.rfind('/') + 1), ada.id, ada.token, std::string("Ada"),
                                  std::string("Confidential"), std::string("127.0.0.1"), std::string("frontend")})
    EXPECT_THAT(text, Not(HasSubstr(part)));
}

TEST_F(Metrics, AreForThisMachineAndForKeysMadeForThem) {
  EXPECT_EQ(call("GET", "/metrics").status, 200);
  EXPECT_EQ(call("GET", "/metrics", watcher).status, 200);
  for (const char* host : {"localhost:8080", "[::1]:8080", "127.0.0.1"})
    EXPECT_EQ(call("GET", "/metrics", {}, {}, {{"Host", host}}).status, 200) << host;
  // A page whose name was made to lead here.
  for (const char* host :
       {"rebound.example.org", "rebound.example.org:8080", "127.0.0.1.example.org", "localhost.example"})
    EXPECT_EQ(call("GET", "/metrics", {}, {}, {{"Host", host}}).status, 401) << host;
  EXPECT_EQ(call("GET", "/metrics", watcher, {}, {{"Host", "rebound.example.org"}}).status, 200);
  EXPECT_EQ(call("GET", "/metrics", frontend).code(), "forbidden");
  EXPECT_EQ(call("GET", "/metrics", "garbage").code(), "unauthorized");
  for (const char* header : {"X-Forwarded-For", "Forwarded", "Via"})
    EXPECT_EQ(call("GET", "/metrics", {}, {}, {{header, "127.0.0.1"}}).code(), "unauthorized") << header;
  EXPECT_EQ(call("GET", "/metrics", watcher, {}, {{"X-Forwarded-For", "192.0.2.1"}}).status, 200);
  EXPECT_EQ(call("GET", "/api/v1/rooms", watcher).code(), "forbidden");
}

TEST_F(Metrics, AreJsonForWhoAsksForThat) {
  const auto told = [&](const char* accept) { return call("GET", "/metrics", {}, {}, {{"Accept", accept}}); };
  offer(join(create_room(), "Ada"));
  const Reply reply = told("text/html, application/json;q=0.5");
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
  EXPECT_EQ(reply.header("Vary"), "Accept");
  const auto figures = reply.json();
  EXPECT_EQ(figures["liveRooms"], 1);
  EXPECT_EQ(figures["participants"]["participant"], 1);
  EXPECT_EQ(figures["joins"]["participant"], 1);
  EXPECT_EQ(figures["mediaProcesses"], 2);
  EXPECT_EQ(figures["storeUsable"], true);
  // Prometheus asks like that.
  for (const char* accept : {"application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                             "application/json;q=0", "*/*"})
    EXPECT_THAT(told(accept).header("Content-Type"), HasSubstr("text/plain")) << accept;
  EXPECT_EQ(call("GET", "/metrics", frontend, {}, {{"Accept", "application/json"}}).code(), "forbidden");
  EXPECT_EQ(call("GET", "/metrics", {}, {}, {{"Accept", "application/json"}, {"Host", "rebound.example.org"}}).status,
            401);
}

std::set<std::string> names_in(const std::string& text) {
  static const std::regex name("lethe_[a-z_]+");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) names.insert(at->str());
  return names;
}

// Every query of the dashboard, wherever it stands.
void collect(const nlohmann::json& part, std::vector<std::string>& queries) {
  if (part.is_object() && part.contains("expr")) queries.push_back(part["expr"]);
  if (part.is_structured())
    for (const auto& inner : part) collect(inner, queries);
}

TEST_F(Metrics, DashboardAsksForNothingElse) {
  std::ifstream file("tools/grafana.json");
  const auto dashboard = nlohmann::json::parse(file);
  std::vector<std::string> queries;
  collect(dashboard, queries);
  EXPECT_GE(queries.size(), 10U);
  const auto told = names_in(read());
  std::set<std::string> asked;
  for (const auto& query : queries) {
    EXPECT_THAT(names_in(query), Not(IsEmpty())) << query;
    asked.merge(names_in(query));
  }
  EXPECT_THAT(asked, testing::IsSubsetOf(told));
}

TEST_F(Metrics, EveryFamilyHasItsTypeAndFitsTheFormat) {
  join(create_room(), "Ada");
  static const std::regex sample(R"(lethe_[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? -?[0-9.e+-]+)");
  std::istringstream lines(read());
  std::string family, type;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) continue;
    if (line.starts_with("# TYPE ")) {
      std::istringstream(line.substr(7)) >> family >> type;
      EXPECT_EQ(type == "counter", family.ends_with("_total")) << line;
    } else {
      EXPECT_TRUE(std::regex_match(line, sample)) << line;
      EXPECT_EQ(line.substr(0, line.find_first_of("{ ")), family);
    }
  }
}

TEST_F(Metrics, StatusTellsThemToPeople) {
  config.http.port = server->port();
  const Guest ada = join(create_room(), "Ada");
  offer(ada);
  const auto status = api::status_of(api::read_figures(config), "0.50 0.40 0.30");
  EXPECT_TRUE(status.ready);
  EXPECT_THAT(status.text, HasSubstr("health        ready for rooms\n"));
  EXPECT_THAT(status.text, HasSubstr("rooms         1 live of 1\n"));
  EXPECT_THAT(status.text, HasSubstr("0 moderator, 1 participant, 0 viewer; 0 in lobbies\n"));
  EXPECT_THAT(status.text, HasSubstr("machine 0.50 0.40 0.30;"));
  media.is_ready = false;
  EXPECT_FALSE(api::status_of(api::read_figures(config), "").ready);
}

TEST(StatusText, ComputesFromSums) {
  api::ServerFigures figures;
  figures.ready = figures.store_usable = true;
  figures.media = {.packets_in = 1000, .lost_in = 21, .decoded = 1000, .decode_us = 2'500'000, .ticks_skipped = 7};
  const auto status = api::status_of(figures, "");
  EXPECT_THAT(status.text, HasSubstr("2.5 ms to decode, 0.0 ms to encode"));
  EXPECT_THAT(status.text, HasSubstr("2.1 % in, 0.0 % out"));
  EXPECT_THAT(status.text, HasSubstr("0.0 ms late, 7 left out"));
  EXPECT_THAT(status.text, Not(HasSubstr("store ")));
  figures.store_usable = false;
  EXPECT_THAT(api::status_of(figures, "").text, HasSubstr("store         cannot be"));
}

// A figure that is called otherwise by the server that runs is no 0.
TEST_F(Metrics, StatusReadsNothingElse) {
  const std::string text = call("GET", "/metrics", {}, {}, {{"Accept", "application/json"}}).body;
  EXPECT_TRUE(parse<api::ServerFigures>(text).ready);
  const auto without = nlohmann::json::parse(text);
  for (const auto& [name, value] : without.items()) {
    auto less = without;
    less.erase(name);
    EXPECT_THROW(parse<api::ServerFigures>(less.dump()), Error) << name;
  }
}

TEST(StatusText, NobodyAnswersWhereNoServerIs) {
  config::Config config;
  config.http.port = 1;
  EXPECT_THROW(api::read_figures(config), std::runtime_error);
}

}  // namespace
}  // namespace lethe::contract
