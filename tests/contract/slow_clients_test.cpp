// SPDX-License-Identifier: AGPL-3.0-or-later
// Clients that hold a connection without using it: each part of a request has a time limit, however the bytes arrive.
#include <poll.h>

#include <algorithm>
#include <chrono>

#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

class SlowClients : public ServerTest {
 protected:
  SlowClients() { config.http.patience_seconds = 1; }

  // Sends a byte every 50 ms until the server closes; how long that took.
  static Clock::duration drip(HttpConnection& connection, const std::string& byte) {
    const auto begin = Clock::now();
    auto next = begin;
    pollfd closed{connection.fd(), POLLRDHUP, 0};
    while (Clock::now() - begin < 8s) {
      next += 50ms;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
      if (::poll(&closed, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) == 1) break;
      connection.send(byte);
    }
    return Clock::now() - begin;
  }
};

TEST_F(SlowClients, HeadThatComesByteByByteIsCutOff) {
  HttpConnection connection(server->port());
  connection.send("GET /healthz HTTP/1.1\r\nHost: lethe\r\nX-Slow: ");
  const auto took = drip(connection, "x");
  EXPECT_GT(took, 800ms);
  EXPECT_LT(took, 5s);
}

TEST_F(SlowClients, BodyThatComesByteByByteIsCutOff) {
  HttpConnection connection(server->port());
  connection.send("POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + frontend +
                  "\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n");
  const auto took = drip(connection, " ");
  EXPECT_GT(took, 800ms);
  EXPECT_LT(took, 5s);
  EXPECT_EQ(rooms_left(), 0U);
}

TEST_F(SlowClients, SilentConnectionIsClosed) {
  HttpConnection connection(server->port());
  const auto begin = Clock::now();
  EXPECT_TRUE(connection.closed_by_server());
  EXPECT_LT(Clock::now() - begin, 5s);
}

// More of them than there are threads: the others are served again as soon as the time of the first is over.
TEST_F(SlowClients, ManyOfThemDoNotKeepOthersOutForLong) {
  std::vector<std::unique_ptr<HttpConnection>> slow;
  for (int i = 0; i < config.http.threads + 8; ++i) {
    slow.push_back(std::make_unique<HttpConnection>(server->port()));
    slow.back()->send("GET /healthz HTTP/1.1\r\n");
  }
  const auto begin = Clock::now();
  EXPECT_EQ(call("GET", "/healthz").status, 200);
  EXPECT_LT(Clock::now() - begin, 6s);
}

class HalfBodies : public ServerTest {
 protected:
  HalfBodies() {
    config.http.trusted_proxies = {"127.0.0.1"};
    config.http.patience_seconds = 60;
  }
  // A body of which all but a few bytes come, from this network.
  std::unique_ptr<HttpConnection> half(const std::string& client, int bytes) {
    auto connection = std::make_unique<HttpConnection>(server->port());
    connection->send("POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + frontend +
                     "\r\nX-Forwarded-For: " + client + "\r\nContent-Type: application/json\r\nContent-Length: " +
                     std::to_string(bytes + 2) + "\r\n\r\n" + std::string(static_cast<std::size_t>(bytes), ' '));
    return connection;
  }
  static std::ptrdiff_t open(const std::vector<std::unique_ptr<HttpConnection>>& all) {
    return std::count_if(all.begin(), all.end(), [](const auto& one) {
      pollfd closed{one->fd(), POLLRDHUP, 0};
      return ::poll(&closed, 1, 0) == 0;
    });
  }
};

TEST_F(HalfBodies, OfOneNetworkAndOfAllAreBoundedAndWhoHoldsMostLosesFirst) {
  config.limits.rooms = 10;
  const std::ptrdiff_t most = 64 * config.http.body_limit / 60'000;  // of these bodies
  const auto small = half("198.51.100.1", 1000);
  std::vector<std::unique_ptr<HttpConnection>> flood;
  for (int i = 0; i < most; ++i) flood.push_back(half("203.0.113.7", 60'000));
  EXPECT_TRUE(eventually([&] { return open(flood) <= most / 2; }));
  EXPECT_EQ(open(flood), most / 2) << "no more than needed";
  std::vector<std::unique_ptr<HttpConnection>> others;
  for (int i = 0; i < 2 * most; ++i) others.push_back(half("192.0.2." + std::to_string(i), 60'000));
  EXPECT_TRUE(eventually([&] { return open(flood) + open(others) <= most; }));
  EXPECT_LE(open(flood), 2) << "first those of the network that held most";
  EXPECT_GE(open(others), most - 2);
  small->send("{}");
  const auto reply = small->receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 201);
}

}  // namespace
}  // namespace lethe::contract
