// SPDX-License-Identifier: AGPL-3.0-or-later
// The same server behind tor: by circuit instead of by address, and without WebRTC.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "tests/contract/support/server_fixture.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Onion : public ServerTest {
 protected:
  void SetUp() override {
    config.onion = {"abcdefghij.onion", socket_path};
    ServerTest::SetUp();
  }
  store::Store::Options store_options() override {
    auto options = ServerTest::store_options();
    options.path = folder.file();
    return options;
  }
  // What the server answers to one request that came on a circuit.
  std::string ask(const std::string& request,
                  const std::string& first = "PROXY TCP6 fc00:dead:beef:4dad::0:7 ::1 65535 42") {
    const wire::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const std::string bytes = first + "\r\n" + request;
    EXPECT_GT(::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
    std::string answer;
    char some[4096];
    for (ssize_t got = 0; (got = ::recv(socket.fd(), some, sizeof some, 0)) > 0;)
      answer.append(some, static_cast<std::size_t>(got));
    return answer;
  }
  static std::string text(const std::string& method, const std::string& path, Headers headers = {},
                          const std::string& body = {}) {
    headers["Connection"] = "close";
    return request_text(method, path, headers, body);
  }
  std::string join_text(const std::string& room, const std::string& body) {
    return text("POST", room + "/participants",
                {{"Authorization", "Bearer " + invite(room)}, {"Content-Type", "application/json"}}, body);
  }
  store::Folder folder;
  const std::string socket_path = folder.file("onion");
};

TEST_F(Onion, ServesWhatComesOnACircuitAndNothingElse) {
  EXPECT_THAT(ask(text("GET", "/healthz")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(ask(text("GET", "/healthz"), "PROXY TCP4 192.0.2.1 192.0.2.2 1 2"), "");
  struct stat socket {};
  ASSERT_EQ(::stat(socket_path.c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777, 0660U);
}

TEST_F(Onion, PagesTellOfItOnlyToThoseWhoAreNotThere) {
  EXPECT_EQ(call("GET", "/join").header("Onion-Location"), "http://abcdefghij.onion/join");
  EXPECT_THAT(call("GET", "/transparency").body, HasSubstr("http://abcdefghij.onion"));
  const std::string there = ask(text("GET", "/join"));
  EXPECT_THAT(there, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(there, Not(HasSubstr("Onion-Location")));
}

TEST_F(Onion, WebRtcIsNotOfferedThere) {
  const std::string room = create_room();
  EXPECT_THAT(ask(join_text(room, R"({"displayName":"Ada"})")), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask(join_text(room, R"({"displayName":"Ada","listening":true})")), StartsWith("HTTP/1.1 201"));
  const Headers headers{{"Authorization", "Bearer " + invite(room)}, {"Content-Type", "application/sdp"}};
  EXPECT_THAT(ask(text("POST", "/whep/" + room.substr(room.rfind('/') + 1), headers, good_offer)),
              StartsWith("HTTP/1.1 403"));
}

TEST_F(Onion, TheAttendanceLogSaysOnion) {
  const std::string room = create_room();
  ask(join_text(room, R"({"displayName":"Ada","listening":true})"));
  store->settle();
  ASSERT_EQ(store->attendance.rows().size(), 1U);
  EXPECT_EQ(store->attendance.rows()[0].address, "onion");
}

class BusyOnion : public Onion {
 protected:
  BusyOnion() { config.http.requests_per_minute = 20; }
};

TEST_F(BusyOnion, ACircuitUsesUpItsOwnRequestsAndNobodyElses) {
  const std::string get = text("GET", "/api/v1/registration");
  int served = 0;
  while (served < 100 && ask(get).starts_with("HTTP/1.1 200")) ++served;
  EXPECT_GE(served, 20);
  EXPECT_LT(served, 100);
  EXPECT_THAT(ask(get, "PROXY TCP6 fc00:dead:beef:4dad::0:8 ::1 65535 42"), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace lethe::contract
