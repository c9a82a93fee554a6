// SPDX-License-Identifier: AGPL-3.0-or-later
// One client that takes everything it can, on each way to the server; others notice nothing.
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <csignal>

#include "tests/contract/support/server_fixture.hpp"
#include "tests/support/self_signed.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::contract {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

enum class Way { Plain, Tls, Onion };
// Two clients: of another address, or another circuit.
enum class Who { Stranger, Other };

// A connection to the server; what it reads has ten seconds.
class Line {
 public:
  Line(Way way, Who who, std::uint16_t port, const std::string& socket_path, bool speaks_tls = true)
      : fd_(::socket(way == Way::Onion ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(fd_.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (way == Way::Onion) {
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
      EXPECT_EQ(::connect(fd_.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
      send(std::string("PROXY TCP6 fc00:dead:beef:4dad::0:") + (who == Who::Stranger ? "7" : "8") +
           " ::1 65535 42\r\n");
      return;
    }
    const int small = 4096;
    ::setsockopt(fd_.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in from = address_of(who == Who::Stranger ? "127.0.0.1" : "127.0.0.2", 0);
    sockaddr_in to = address_of("127.0.0.1", port);
    EXPECT_EQ(::bind(fd_.fd(), reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    EXPECT_EQ(::connect(fd_.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    if (way != Way::Tls || !speaks_tls) return;
    ssl_.reset(SSL_new(context()));
    SSL_set_fd(ssl_.get(), fd_.fd());
    EXPECT_EQ(SSL_connect(ssl_.get()), 1);
    ERR_clear_error();
  }
  void send(const std::string& bytes) {
    if (ssl_)
      SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    else
      ::send(fd_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  // Up to and with `end`; what came so far when the server closed before.
  std::string receive_until(const std::string& end) {
    for (char bytes[2048]; text_.find(end) == text_.npos;) {
      const ssize_t got = ssl_ ? SSL_read(ssl_.get(), bytes, sizeof bytes) : ::recv(fd_.fd(), bytes, sizeof bytes, 0);
      if (got <= 0) return std::exchange(text_, {});
      text_.append(bytes, static_cast<std::size_t>(got));
    }
    const auto size = text_.find(end) + end.size();
    return std::exchange(text_, text_.substr(size)).substr(0, size);
  }
  std::string status(const std::string& method, const std::string& path, const Headers& headers = {}) {
    send(request_text(method, path, headers, ""));
    return receive_until("\r\n\r\n").substr(0, 12);
  }

 private:
  static sockaddr_in address_of(const char* text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, text, &address.sin_addr);
    return address;
  }
  static SSL_CTX* context() {
    static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> one(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    return one.get();
  }
  wire::Descriptor fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  std::string text_;
};

class Crowd : public ServerTest, public testing::WithParamInterface<Way> {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);       // as main does
    config.http.patience_seconds = 120;  // nothing is better because the slow ones were cut off
    if (GetParam() == Way::Tls) {
      config.tls = {folder.file("certificate.pem"), folder.file("key.pem")};
      test::write_self_signed(config.tls.certificate, config.tls.key, "lethe");
    }
    if (GetParam() == Way::Onion) config.onion = {"abcdefghij.onion", folder.file("onion")};
    ServerTest::SetUp();
  }
  void TearDown() override {
    crowd.clear();
    ServerTest::TearDown();
  }
  std::unique_ptr<Line> line(Who who, bool speaks_tls = true) {
    return std::make_unique<Line>(GetParam(), who, server->port(), config.onion.socket, speaks_tls);
  }
  // The stranger's connection that sends so much and no more.
  void stall(const std::string& bytes, bool speaks_tls = true) {
    crowd.push_back(line(Who::Stranger, speaks_tls));
    crowd.back()->send(bytes);
  }
  // The longest of the other's requests, each on a connection of its own.
  Clock::duration longest_of_other(int requests = 30) {
    Clock::duration longest{};
    for (int i = 0; i < requests; ++i) {
      const auto begin = Clock::now();
      EXPECT_EQ(line(Who::Other)->status("GET", "/healthz"), "HTTP/1.1 200");
      longest = std::max(longest, Clock::now() - begin);
    }
    return longest;
  }
  struct Seat {
    std::string room, token;
  };
  Seat seat() {
    Seat one;
    control_does([&] {
      const room::Actor owner = room::ApiKeyActor{"frontend", {room::Scope::Rooms, room::Scope::Participants}};
      one.room = service->rooms().create(owner, {}).id;
      one.token = service->people().join(owner, one.room, {.display_name = "Ada", .role = {}}).token;
      return true;
    });
    return one;
  }
  std::string follow(Line& by, const Seat& seat) {
    return by.status("GET", "/api/v1/rooms/" + seat.room + "/events", {{"Authorization", "Bearer " + seat.token}});
  }

  store::Folder folder;
  std::vector<std::unique_ptr<Line>> crowd;
};

std::string name_of(const testing::TestParamInfo<Way>& way) {
  static const std::array<std::string, 3> names{"Plain", "Tls", "Onion"};
  return names[static_cast<std::size_t>(way.param)];
}

INSTANTIATE_TEST_SUITE_P(Ways, Crowd, testing::Values(Way::Plain, Way::Tls, Way::Onion), name_of);

TEST_P(Crowd, ThreeHundredSlowConnectionsAndAThousandStreamsOfOneAreNotNoticedByOthers) {
  const std::string head = "POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer x\r\n";
  for (int i = 0; i < 100; ++i) {
    stall(head);
    stall(head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
    stall(GetParam() == Way::Tls ? "\x16\x03\x01\x02" : "", false);  // the first bytes of a ClientHello
  }
  const Seat greedy = seat(), other = seat();
  auto others_events = line(Who::Other);
  EXPECT_EQ(follow(*others_events, other), "HTTP/1.1 200");
  EXPECT_LE(longest_of_other(), 100ms);
  for (int i = 0; i < 1000; ++i) {
    const auto stream = line(Who::Stranger);
    EXPECT_EQ(follow(*stream, greedy), "HTTP/1.1 200");
    if (i % 4 == 0) crowd.push_back(line(Who::Stranger)), follow(*crowd.back(), greedy);
  }
  EXPECT_LE(longest_of_other(), 100ms);
  EXPECT_TRUE(eventually([this] { return server->load().streams <= 4U + 1U; })) << "the newest, and the other's";
  EXPECT_GE(server->load().connections, 300) << "the slow ones are still there";
  control_does([&] {
    return service->rooms().remove(room::ApiKeyActor{"frontend", {room::Scope::Rooms}}, other.room), true;
  });
  EXPECT_NE(others_events->receive_until("event: room.ended\n").find("room.ended"), std::string::npos);
}

TEST_P(Crowd, WhoDoesNotTakeAnswersHoldsNoThread) {
  const std::string request = request_text("GET", "/openapi.yaml", {}, "");
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += request;
  for (int i = 0; i < 2 * config.http.threads; ++i) stall(requests);
  EXPECT_LE(longest_of_other(), 100ms);
}

class SmallCrowd : public Crowd {
 protected:
  SmallCrowd() {
    config.http.connections = 40;
    config.http.threads = 4;
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, SmallCrowd, testing::Values(Way::Plain, Way::Tls, Way::Onion), name_of);

TEST_P(SmallCrowd, WhoHasMostLosesTheOldest) {
  const auto kept = line(Who::Other);
  EXPECT_EQ(kept->status("GET", "/healthz"), "HTTP/1.1 200");
  kept->receive_until("}");
  for (int i = 0; i < 200; ++i) stall("GET /healthz HTTP/1.1\r\n");
  EXPECT_LE(longest_of_other(), 100ms);
  EXPECT_LE(server->load().connections, config.http.connections);
  EXPECT_EQ(kept->status("GET", "/healthz"), "HTTP/1.1 200")
      << "a connection that rests is kept, as it is the only one";
  // From tor, nobody's network is known before its line has been read: the first to go may be one of those.
  if (GetParam() == Way::Onion) return;
  EXPECT_EQ(crowd.front()->receive_until("\r\n\r\n").substr(0, 12), "HTTP/1.1 503");
}

}  // namespace
}  // namespace lethe::contract
