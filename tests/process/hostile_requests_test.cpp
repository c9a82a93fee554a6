// SPDX-License-Identifier: AGPL-3.0-or-later
// Hostile input to a real lethe with a real media process, while somebody sees the composite: bytes of every class in
// every body, and requests generated from the contract and a seed. No process ends, and nobody loses a picture.
// LETHE_FUZZ_RUNS: the number of generated requests.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>

#include "api/http/route.hpp"
#include "tests/contract/support/request_generator.hpp"
#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using contract::Headers;
using contract::HttpConnection;
using contract::Reply;

constexpr std::size_t body_limit = 65'536;  // http.body_limit's default
const std::string settings =
    "  trusted_proxies: [127.0.0.1]\nlimits:\n  rooms: 40\n  invitations_per_room: 50\naccounts:\n  registration: "
    "open\n";

int fuzz_runs() {
  const char* const wanted = std::getenv("LETHE_FUZZ_RUNS");
  return wanted != nullptr ? std::atoi(wanted) : 2'000;
}

class HostileRequests : public testing::Test {
 protected:
  // Every request comes from an address of its own, so that no throttle keeps it away.
  Reply send(const std::string& method, const std::string& path, Headers headers, const std::string& body) {
    ++requests;
    headers["X-Forwarded-For"] = "10." + std::to_string(requests / 65'536 % 256) + "." +
                                 std::to_string(requests / 256 % 256) + "." + std::to_string(requests % 256);
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!connection) connection = std::make_unique<HttpConnection>(static_cast<std::uint16_t>(live.server.port()));
      connection->send(contract::request_text(method, path, headers, body));
      const auto reply = connection->receive(method != "HEAD");
      if (!reply || reply->header("Connection") == "Close" || reply->header("Content-Type") == "text/event-stream")
        connection.reset();
      if (reply) return *reply;  // otherwise the server had closed it after the answer before
    }
    return {};
  }

  static void expect_right(const Reply& reply, const std::string& what) {
    EXPECT_NE(reply.status, 0) << what << ": no answer";
    if (reply.status < 500) return;
    EXPECT_EQ(reply.status, 503) << what << " " << reply.body;
    EXPECT_NE(reply.header("Retry-After"), "") << what << " " << reply.body;
  }

  bool all_live() {
    return ::kill(live.server.pid(), 0) == 0 && live_media_processes(live.server) == std::vector{live.media};
  }

  LiveRoom live{settings};
  std::unique_ptr<HttpConnection> connection;
  unsigned requests = 0;
};

std::string with(std::string path, const std::string& name, const std::string& value) {
  if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  return path;
}

TEST_F(HostileRequests, BytesOfEveryClassInEveryBodyEndNothing) {
  const std::string offered = live.resident.offered();
  const std::string guest = live.server.join(live.room, "Guest").dump();
  const Json joined = Json::parse(guest);
  const std::string id = joined["participant"]["id"], token = joined["token"];
  const std::string invited =
      live.server
          .ask("POST", "/api/v1/rooms/" + live.room + "/invitations", live.server.api_key(), R"({"role":"moderator"})")
          .json()["token"];
  std::set<int> statuses;
  for (const auto& route : api::routes()) {
    const bool ends = route.operation == "endRoom" || route.operation == "leaveRoom";
    if (route.accepts.empty() || ends) continue;
    const std::string path = with(with(std::string(route.pattern), "{room}", live.room), "{id}", id);
    for (const std::string& credential : {live.server.api_key(), token, invited}) {
      for (const char byte : {'\x01', '\xff', '\0', '"', '\\', '\n', '{', '[', ' ', 'a', '\x7f', '\xc3'}) {
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{40'000}, body_limit - 2, body_limit, body_limit + 1}) {
          const std::string bytes(size, byte);
          std::vector<std::string> bodies{bytes};
          if (size + 20 < body_limit) bodies.push_back("{\"text\":\"" + bytes + "\"}");
          if (route.accepts != "application/json" && size + offered.size() + 10 < body_limit) {
            bodies.push_back(offered + "a=" + bytes + "\r\n");
            bodies.push_back(offered + "m=x 9 y " + bytes + "\r\n");
          }
          for (const auto& body : bodies) {
            const Reply reply =
                send(std::string(route.method), path,
                     {{"Authorization", "Bearer " + credential}, {"Content-Type", std::string(route.accepts)}}, body);
            statuses.insert(reply.status);
            expect_right(reply,
                         std::string(route.operation) + " byte " + std::to_string(byte) + " x " + std::to_string(size));
            if (reply.status == 0) FAIL() << "the server is gone: " << live.server.log();
          }
        }
      }
    }
  }
  EXPECT_THAT(statuses, testing::IsSupersetOf({400, 403, 413}));
  EXPECT_TRUE(all_live()) << live.server.log();
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
}

TEST_F(HostileRequests, RequestsOutOfTheContractEndNothing) {
  contract::RequestGenerator generator(7);
  std::vector<std::string> ids{live.room, "main.js", "x"}, tokens{live.server.api_key()};
  const auto learn = [](const Json& told, const char* key, std::vector<std::string>& all) {
    if (!told.is_object() || !told.contains(key) || !told[key].is_string()) return;
    all.push_back(told[key]);
    if (all.size() > 60) all.erase(all.begin() + 3 % static_cast<long>(all.size()));
  };
  const int runs = fuzz_runs();
  for (int i = 0; i < runs; ++i) {
    auto made = generator.next(ids, tokens);
    // The room in which somebody looks stays.
    if (made.method == "DELETE" && made.path.find(live.room) != std::string::npos) continue;
    if (made.path.find(live.room) != std::string::npos && made.path.find(live.resident.id()) != std::string::npos)
      continue;
    const Reply reply = send(made.method, made.path, made.headers, made.body);
    expect_right(reply, "request " + std::to_string(i) + ": " + made.method + " " + made.path);
    if (reply.status == 0) FAIL() << live.server.log();
    if (reply.status / 100 == 2) {
      const Json told = reply.json();
      learn(told, "id", ids);
      learn(told, "token", tokens);
      if (told.is_object() && told.contains("participant")) learn(told["participant"], "id", ids);
    }
    if (i % 1'000 == 999) {
      ASSERT_EQ(::kill(live.server.pid(), 0), 0);
    }
  }
  connection.reset();
  EXPECT_EQ(::kill(live.media, 0), 0) << live.server.log();
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("worker-ended signal")));
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("CHECK failed")));
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("worker-reports")));
}

}  // namespace
}  // namespace lethe::test
