// SPDX-License-Identifier: AGPL-3.0-or-later
// Byte streams of listeners: from the address that works once to the bytes of the media process.
#include <sys/socket.h>

#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

class Streams : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    room = create_room();
  }
  Guest listen(const std::string& name = "Ada") {
    const Reply reply =
        call("POST", room + "/participants", invite(room), R"({"displayName":")" + name + R"(","listening":true})");
    EXPECT_EQ(reply.status, 201) << reply.body;
    EXPECT_THAT(Contract::get().violations("joinRoom", reply), IsEmpty());
    return {reply.header("Location"), reply.json()["participant"]["id"], reply.json()["token"]};
  }
  std::string address(const Guest& guest, const std::string& spec = "{}") {
    const Reply reply = call("POST", guest.path + "/streams", guest.token, spec);
    EXPECT_EQ(reply.status, 201) << reply.body;
    EXPECT_THAT(Contract::get().violations("postStream", reply), IsEmpty());
    EXPECT_EQ(reply.header("Location"), reply.json()["url"]);
    return reply.json()["url"];
  }
  nlohmann::json seen(const Guest& guest) { return call("GET", guest.path, guest.token).json(); }

  // A stream that is being read.
  struct Reading {
    Reading(std::uint16_t port, const std::string& path, int receive_buffer = 0) : connection(port, receive_buffer) {
      connection.send(request_text("GET", path, {}, ""));
      EXPECT_TRUE(connection.receive_head(head));
    }
    HttpConnection connection;
    Reply head;
  };
  // As the media process would; how many bytes went.
  std::size_t write(wire::Seat seat, const std::string& bytes) {
    std::size_t written = 0;
    control_does([&] {
      const ssize_t sent = ::send(media.listening.at(seat).sink->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      written = sent > 0 ? static_cast<std::size_t>(sent) : 0;
      return true;
    });
    return written;
  }
  bool listening(std::size_t count) {
    return eventually([&] { return control_does([&] { return media.listening.size() == count; }); });
  }
  std::string room;
};

TEST_F(Streams, WhatTheMediaProcessWritesIsTheAnswer) {
  const Guest ada = listen();
  EXPECT_EQ(seen(ada)["connection"], "connecting");
  Reading reading(server->port(), address(ada));
  EXPECT_EQ(reading.head.status, 200);
  EXPECT_EQ(reading.head.header("Content-Type"), "video/webm");
  expect_kept_by_nobody(reading.head, true);
  EXPECT_EQ(reading.head.headers.count("set-cookie"), 0U);
  EXPECT_EQ(write(1, "pictures and sound;"), 19U);
  EXPECT_EQ(reading.connection.receive_until(";"), "pictures and sound;");
  EXPECT_EQ(seen(ada)["connection"], "connected");
  EXPECT_TRUE(seen(ada)["listening"]);
}

TEST_F(Streams, HaveTheTypeOfTheirForm) {
  const Guest ada = listen();
  Reading pictures(server->port(), address(ada, R"({"form":"jpeg","pictures":5})"));
  EXPECT_THAT(pictures.head.header("Content-Type"), StartsWith("multipart/x-mixed-replace"));
  expect_kept_by_nobody(pictures.head, true);
  EXPECT_TRUE(control_does([&] { return media.listening.at(1).fps == 5; }));
  Reading sound(server->port(), address(ada, R"({"form":"sound"})"));
  EXPECT_EQ(sound.head.header("Content-Type"), "audio/webm");
  expect_kept_by_nobody(sound.head, true);
  const Reply wrong = call("POST", ada.path + "/streams", ada.token, R"({"form":"film","pictures":60})");
  EXPECT_EQ(wrong.code(), "invalid-field");
}

TEST_F(Streams, AnAddressIsGoodOnce) {
  const Guest ada = listen();
  const std::string path = address(ada);
  EXPECT_THAT(path, MatchesRegex("/streams/[-_A-Za-z0-9]{43}"));
  EXPECT_EQ(call("HEAD", path).status, 404) << "which does not use it up";
  Reading reading(server->port(), path);
  EXPECT_EQ(reading.head.status, 200);
  EXPECT_EQ(call("GET", path).code(), "not-found");
  EXPECT_EQ(call("GET", "/streams/" + std::string(43, 'x')).code(), "not-found");
}

TEST_F(Streams, AreForThoseWhoCameToListen) {
  const Guest ada = listen(), grace = join(room, "Grace");
  EXPECT_EQ(call("POST", grace.path + "/streams", grace.token, "{}").code(), "forbidden");
  EXPECT_EQ(call("POST", ada.path + "/streams", grace.token, "{}").code(), "forbidden");
  EXPECT_EQ(offer(ada).code(), "forbidden") << "and they have nothing else";
}

TEST_F(Streams, WhoClosesIsNotConnectedAnyMore) {
  const Guest ada = listen();
  {
    const Reading reading(server->port(), address(ada));
    ASSERT_TRUE(listening(1));
  }
  EXPECT_TRUE(eventually([&] { return seen(ada)["connection"] == "connecting"; }));
  EXPECT_TRUE(listening(0));
}

TEST_F(Streams, EndWithTheSeatAndWithTheMediaProcess) {
  const Guest ada = listen(), eve = listen("Eve");
  Reading adas(server->port(), address(ada)), eves(server->port(), address(eve));
  EXPECT_EQ(call("DELETE", ada.path, frontend).status, 204);
  EXPECT_TRUE(adas.connection.closed_by_server());
  control_does([&] {
    media.listening.clear();
    media.listener->on_media_lost();
    return true;
  });
  EXPECT_TRUE(eves.connection.closed_by_server());
  EXPECT_TRUE(eventually([&] { return seen(eve)["connection"] == "connecting"; }));
  Reading again(server->port(), address(eve));
  EXPECT_EQ(again.head.status, 200);
}

// Whoever writes for it sees that it is full after some hundred kilobytes, and nobody else notices anything.
TEST_F(Streams, AReaderThatStopsHoldsLittleAndNobody) {
  const Guest slow = listen("Slow"), quick = listen("Quick");
  Reading stopped(server->port(), address(slow), 4096), read(server->port(), address(quick));
  const std::string block(10'000, 'x');
  std::size_t taken = 0, refused = 0;
  EXPECT_TRUE(eventually([&] {
    const std::size_t now = write(1, block);
    taken += now;
    refused = now == 0 ? refused + 1 : 0;
    return refused > 100;
  }));
  EXPECT_LT(taken, 600'000U);
  EXPECT_EQ(write(2, "news;"), 5U);
  EXPECT_EQ(read.connection.receive_until(";"), "news;");
  EXPECT_EQ(seen(slow)["connection"], "connected");
}

}  // namespace
}  // namespace lethe::contract
