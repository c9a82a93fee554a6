// SPDX-License-Identifier: AGPL-3.0-or-later
#include <unistd.h>

#include "api/http/route.hpp"
#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using BadInput = ServerTest;

std::string with(std::string path, const std::string& name, const std::string& value) {
  if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  return path;
}

Headers content_type(const api::Route& route) {
  return route.accepts.empty() ? Headers{} : Headers{{"Content-Type", std::string(route.accepts)}};
}

TEST_F(BadInput, EveryRouteRefusesAMissingAndAWrongCredential) {
  const std::string room = create_room();
  const Guest ada = join(room);
  for (const auto& route : api::routes()) {
    if (route.credential == api::Credential::None) continue;
    const std::string id = room.substr(room.rfind('/') + 1);
    const std::string path = with(with(std::string(route.pattern), "{room}", id), "{id}", ada.id);
    const std::string body = route.accepts.empty() ? "" : "not even JSON";
    for (const std::string token : {"", "wrong", "Ü"}) {
      const Reply reply = call(std::string(route.method), path, token, body, content_type(route));
      EXPECT_EQ(reply.status, 401) << route.operation << " with token '" << token << "'";
      EXPECT_EQ(reply.header("WWW-Authenticate"), "Bearer");
      EXPECT_THAT(Contract::get().violations(std::string(route.operation), reply), IsEmpty());
    }
    const Reply other_scheme = call(std::string(route.method), path, "", body, [&] {
      Headers headers = content_type(route);
      headers["Authorization"] = "Basic " + frontend;
      return headers;
    }());
    EXPECT_EQ(other_scheme.status, 401) << route.operation;
  }
  EXPECT_EQ(call("GET", room, frontend).json()["participants"], 1);
}

TEST_F(BadInput, EveryRouteWithARoomAnswersAnUnknownRoomLikeOneThatIsNotYours) {
  const std::string room = create_room();
  for (const auto& route : api::routes()) {
    if (route.pattern.find("{room}") == std::string_view::npos || route.credential == api::Credential::None) continue;
    const std::string body = route.accepts == "application/json" ? R"({"displayName":"x"})" : "v=0";
    const std::string used = route.accepts.empty()                 ? ""
                             : route.operation == "joinRoom"       ? body
                             : route.operation == "postMessage"    ? R"({"text":"x"})"
                             : route.method == "PUT"               ? R"({"kind":"gallery"})"
                             : route.accepts == "application/json" ? "{}"
                                                                   : body;
    const auto path = [&](const std::string& id) {
      return with(with(std::string(route.pattern), "{room}", id), "{id}", "p");
    };
    const Reply theirs =
        call(std::string(route.method), path(room.substr(room.rfind('/') + 1)), stranger, used, content_type(route));
    const Reply nobodys = call(std::string(route.method), path("unknown"), stranger, used, content_type(route));
    EXPECT_EQ(nobodys.status, 404) << route.operation;
    EXPECT_EQ(theirs.status, 404) << route.operation;
    EXPECT_EQ(theirs.body, nobodys.body) << route.operation;
    EXPECT_THAT(Contract::get().violations(std::string(route.operation), nobodys), IsEmpty());
  }
}

TEST_F(BadInput, EveryRouteWithABodyRefusesOtherContentTypes) {
  for (const auto& route : api::routes()) {
    if (route.accepts.empty()) continue;
    const std::string path = with(with(std::string(route.pattern), "{room}", "r"), "{id}", "p");
    for (const Headers& headers : {Headers{{"Content-Type", "text/plain"}}, Headers{{"Content-Type", ""}}}) {
      const Reply reply = call(std::string(route.method), path, frontend, "x", headers);
      EXPECT_EQ(reply.status, 415) << route.operation;
      EXPECT_THAT(Contract::get().violations(std::string(route.operation), reply), IsEmpty());
    }
  }
}

TEST_F(BadInput, JsonThatIsNoneIs400) {
  for (const std::string body : {"{", "[1,]", "\"\xff\"", "nul"}) {
    const Reply reply = call("POST", "/api/v1/rooms", frontend, body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.code(), "invalid-json");
  }
  EXPECT_EQ(call("POST", "/api/v1/rooms", frontend, "", {{"Content-Type", "application/json"}}).code(), "invalid-json");
  EXPECT_EQ(call("POST", "/api/v1/rooms", frontend, std::string(60'000, '[')).code(), "invalid-json");
}

TEST_F(BadInput, EveryWrongFieldIsNamedByAPointer) {
  const Reply reply = call("POST", "/api/v1/rooms", frontend, R"({"name":7,"capacity":0,"a/b":1})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(reply.code(), "invalid-field");
  std::set<std::string> pointers;
  const auto body = reply.json();
  for (const auto& error : body["errors"]) pointers.insert(error["pointer"]);
  EXPECT_EQ(pointers, (std::set<std::string>{"/a~1b", "/name", "/capacity"}));
  EXPECT_THAT(Contract::get().violations("createRoom", reply), IsEmpty());
}

TEST_F(BadInput, BodyBeyondTheLimitIs413AnnouncedOrChunked) {
  const std::string large(70'000, ' ');
  const Reply announced = call("POST", "/api/v1/rooms", frontend, large);
  EXPECT_EQ(announced.status, 413);
  EXPECT_EQ(announced.code(), "body-too-large");
  const std::string head = "POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + frontend +
                           "\r\nContent-Type: application/json\r\n";
  std::string chunks;
  for (int i = 0; i < 70; ++i) chunks += "3e8\r\n" + std::string(1000, ' ') + "\r\n";
  EXPECT_EQ(raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n").status, 413);
  EXPECT_EQ(raw(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n").status, 413);
  // Refused by what is announced alone: the body never comes.
  EXPECT_EQ(raw(head + "Content-Length: 99999999999999999999\r\n\r\n").status, 413);
  EXPECT_EQ(raw(head + "Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n").status, 413);
}

TEST_F(BadInput, GoodChunkedBodyIsRead) {
  const std::string head = "POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + frontend +
                           "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Reply reply = raw(head + "8;x=y\r\n{\"name\":\r\n4\r\n\"a\"}\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.json()["name"], "a");
}

TEST_F(BadInput, MalformedRequestsAreRefusedAndTheConnectionEnds) {
  const std::string host = "Host: lethe\r\n";
  for (const std::string& bytes : {
           std::string("\r\n\r\n"),
           std::string("GET\r\n\r\n"),
           "GET /healthz HTTP/1.1\r\n" + host + "No colon\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + "Space : x\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + " folded: x\r\n\r\n",
           "GET /healthz HTTP/1.1\n" + host + "\r\n\r\n",
           std::string("GET /healthz HTTP/1.1\r\nX: \0\r\n\r\n", 31),
           "GET /healthz HTTP/1.1\r\n" + host + "X: " + std::string(20'000, 'x') + "\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n",
           // What stands there is meant, not what it stands for elsewhere.
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Transfer-Encoding: =?utf-8?q?chunked?=\r\n\r\n0\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Content-Length: =?utf-8?q?2?=\r\n\r\n{}",
           "POST /api/v1/rooms HTTP/1.1\r\n" + host + "Content-Length: +2\r\n\r\n{}",
           "POST /api/v1/rooms HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + host + "\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + "Host: other\r\n\r\n",
           std::string("GET /healthz HTTP/1.1\r\n\r\n"),
           std::string("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"),
           "GET  /healthz HTTP/1.1\r\n" + host + "\r\n",
           "GET /health z HTTP/1.1\r\n" + host + "\r\n",
           "GET /healthz HTTP/2.0\r\n" + host + "\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + "X: \x7f\r\n\r\n",
       }) {
    HttpConnection connection(server->port());
    connection.send(bytes);
    const auto reply = connection.receive();
    ASSERT_TRUE(reply) << bytes.substr(0, 80);
    EXPECT_EQ(reply->status, 400) << bytes.substr(0, 80);
    EXPECT_EQ(reply->code(), "invalid-parameter");
    EXPECT_EQ(reply->header("Connection"), "Close");
  }
}

TEST_F(BadInput, UnknownPathIs404AndUnknownMethod405WithTheAllowedOnes) {
  EXPECT_EQ(call("GET", "/api/v1/nothing").code(), "not-found");
  EXPECT_EQ(call("POST", "/api/v1/nothing").code(), "not-found");
  EXPECT_EQ(call("GET", "/../etc/passwd").code(), "not-found");
  EXPECT_EQ(call("GET", "/api/v1/rooms/").code(), "not-found");
  const Reply reply = call("PUT", "/api/v1/rooms/r", frontend);
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.code(), "method-not-allowed");
  EXPECT_EQ(reply.header("Allow"), "GET, PATCH, DELETE");
  EXPECT_EQ(call("POST", "/healthz").header("Allow"), "GET");
  EXPECT_EQ(call("BREW", "/healthz").status, 405);
}

TEST_F(BadInput, ConnectionServesTheNextRequestAfterARefusalWithoutBody) {
  HttpConnection connection(server->port());
  connection.send(request_text("GET", "/api/v1/rooms", {}, ""));
  EXPECT_EQ(connection.receive()->status, 401);
  connection.send(request_text("GET", "/healthz", {}, ""));
  EXPECT_EQ(connection.receive()->status, 200);
  // An unread body must not be taken for a request.
  connection.send(request_text("POST", "/api/v1/rooms", {}, "GET /healthz HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(connection.receive()->status, 401);
  EXPECT_FALSE(connection.receive());
}

TEST_F(BadInput, NothingOfARequestReachesTheLog) {
  testing::internal::CaptureStderr();
  const std::string room = create_room(R"({"name":"Confidential"})");
  join(room, "Ada");
  raw("GARBAGE confidential\r\n\r\n");
  call("GET", room + "/participants/confidential", "confidential-token");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST_F(BadInput, ClientsThatVanishInTheMiddleLeaveNothing) {
  for (int i = 0; i < 20; ++i) {
    HttpConnection connection(server->port());
    connection.send("POST /api/v1/rooms HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + frontend +
                    "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"name\":");
  }
  EXPECT_TRUE(eventually([this] { return server->load().connections == 0; }));
  EXPECT_EQ(rooms_left(), 0U);
}

class FewRequests : public ServerTest {
 protected:
  void SetUp() override {
    config.http.requests_per_minute = 5;
    config.http.trusted_proxies = {"127.0.0.1"};
    ServerTest::SetUp();
  }
};

TEST_F(FewRequests, ClientThatAsksTooOftenIsToWait) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(call("GET", "/healthz").status, 200);
  const Reply reply = call("GET", "/healthz");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.code(), "too-many-requests");
  EXPECT_EQ(reply.header("Retry-After"), "12");
  EXPECT_EQ(call("GET", "/healthz", {}, {}, {{"X-Forwarded-For", "192.0.2.7"}}).status, 200);
}

// As HAProxy passes it on.
TEST_F(FewRequests, WhatAClientSaysOfItselfInALineOfItsOwnIsHearsayToo) {
  int status = 0;
  for (int i = 0; i < 6; ++i)
    status = raw("GET /healthz HTTP/1.1\r\nHost: lethe\r\nConnection: close\r\nX-Forwarded-For: 203.0.113." +
                 std::to_string(i) + "\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n")
                 .status;
  EXPECT_EQ(status, 429);
}

TEST_F(FewRequests, FilesOfThePageDoNotUseUpTheRequests) {
  for (int i = 0; i < 45; ++i) EXPECT_EQ(call("GET", "/").status, 200);
  EXPECT_EQ(call("GET", "/healthz").status, 200);
}

}  // namespace
}  // namespace lethe::contract
