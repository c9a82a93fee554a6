// SPDX-License-Identifier: AGPL-3.0-or-later
// Ten thousand requests, valid and invalid, generated from the contract and a seed.
#include "tests/contract/support/request_generator.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::IsEmpty;

class Fuzz : public ServerTest {
 protected:
  void SetUp() override {
    config.limits.rooms = 40;
    config.limits.invitations_per_room = 20;
    config.http.requests_per_minute = 1'000'000;
    config.http.trusted_proxies = {"127.0.0.1"};  // an address for each request, so that throttles leave some through
    ServerTest::SetUp();
  }
  Reply send(const RequestGenerator::Made& request) {
    if (!connection) connection = std::make_unique<HttpConnection>(server->port());
    connection->send(request_text(request.method, request.path, request.headers, request.body));
    const bool has_body = request.method != "HEAD";
    auto reply = connection->receive(has_body);
    if (!reply) {  // the server had closed it after the answer before
      connection = std::make_unique<HttpConnection>(server->port());
      connection->send(request_text(request.method, request.path, request.headers, request.body));
      reply = connection->receive(has_body);
    }
    if (!reply) return {};
    if (reply->header("Connection") == "Close" || reply->header("Content-Type") == "text/event-stream")
      connection.reset();
    return *reply;
  }
  std::unique_ptr<HttpConnection> connection;
};

// Keeps what the server tells: the newest, so that it is mostly alive.
void learn(const nlohmann::json& told, std::vector<std::string>& ids, std::vector<std::string>& tokens) {
  const auto keep = [](std::vector<std::string>& all, const nlohmann::json& one) {
    if (!one.is_string()) return;
    all.push_back(one);
    if (all.size() > 60) all.erase(all.begin() + 3);
  };
  if (!told.is_object()) return;
  if (told.contains("id")) keep(ids, told["id"]);
  if (told.contains("token")) keep(tokens, told["token"]);
  if (told.contains("participant") && told["participant"].is_object()) keep(ids, told["participant"]["id"]);
}

TEST_F(Fuzz, TenThousandRequestsAreAnsweredByTheBookAndLeaveNothing) {
  RequestGenerator generator(20'261'125);
  std::vector<std::string> ids{"main.js", "x", "y"}, tokens{frontend, joiner, stranger};
  std::map<int, int> statuses;
  std::vector<std::string> accounts;
  for (int i = 0; i < 10'000; ++i) {
    auto request = generator.next(ids, tokens);
    request.headers["X-Forwarded-For"] = "10.0." + std::to_string(i / 20 % 256) + "." + std::to_string(i % 7);
    const Reply reply = send(request);
    const std::string what = "request " + std::to_string(i) + ": " + request.method + " " + request.path + " → " +
                             std::to_string(reply.status);
    ASSERT_NE(reply.status, 0) << what;
    ++statuses[reply.status];
    if (reply.status >= 500) {
      EXPECT_EQ(reply.status, 503) << what << "\n" << request.body.substr(0, 500);
      EXPECT_THAT((std::set<std::string>{"busy", "store-unavailable", "media-unavailable"}),
                  testing::Contains(reply.code()))
          << what;
    }
    const api::Match match = api::find(api::routes(), request.method, request.path.substr(0, request.path.find('?')));
    if (match.route != nullptr && request.method != "HEAD") {
      ASSERT_THAT(Contract::get().violations(std::string(match.route->operation), reply), IsEmpty())
          << what << "\n"
          << request.body.substr(0, 500) << "\n"
          << reply.body;
    }
    if (reply.status == 201 || reply.status == 202 || reply.status == 200) learn(reply.json(), ids, tokens);
  }
  connection.reset();
  for (const auto& [status, times] : statuses) RecordProperty("status " + std::to_string(status), times);
  for (const int status : {200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415})
    EXPECT_GT(statuses[status], 0) << status;

  // Nothing is left that nobody can reach: without accounts and the frontend's rooms there is nothing at all.
  control_does([this] {
    service->shut_down();
    return true;
  });
  for (int user = 0; user < 12; ++user) {
    const auto known = store->accounts.password_of("user" + std::to_string(user));
    if (known) store->accounts.erase(known->account);
  }
  for (const auto& kept : store->rooms.all()) EXPECT_EQ(kept.owner.kind, room::Owner::Kind::ApiKey);
  store->settle();
  for (const auto& row : store->attendance.rows()) EXPECT_THAT(row.address, testing::StartsWith("10.0."));
}

}  // namespace
}  // namespace lethe::contract
