// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Event {
  std::string id, type;
  nlohmann::json data;
};

class Events : public ServerTest {
 protected:
  class Reader {
   public:
    Reader(std::uint16_t port, const std::string& room, const std::string& token, Headers headers = {}, int buffer = 0)
        : connection(port, buffer) {
      headers["Authorization"] = "Bearer " + token;
      headers["Accept"] = "text/event-stream";
      connection.send(request_text("GET", room + "/events", headers, ""));
      connection.receive_head(head);
    }
    // The next event; comments and the retry line are passed over.
    Event next() {
      while (true) {
        const std::string block = connection.receive_until("\n\n");
        if (block.empty()) return {"", "closed", {}};
        Event event;
        std::istringstream lines(block);
        for (std::string line; std::getline(lines, line);) {
          if (line.starts_with("id: ")) event.id = line.substr(4);
          if (line.starts_with("event: ")) event.type = line.substr(7);
          if (line.starts_with("data: ")) event.data = nlohmann::json::parse(line.substr(6));
        }
        if (!event.type.empty()) return event;
      }
    }
    Event next(const std::string& type) {
      while (true)
        if (Event event = next(); event.type == type || event.type == "closed") return event;
    }
    HttpConnection connection;
    Reply head;
  };

  void SetUp() override {
    ServerTest::SetUp();
    room = create_room();
    ada = join(room);
  }
  std::string room;
  Guest ada;
};

TEST_F(Events, StreamBeginsWithASnapshotAndGoesOnWithWhatHappens) {
  Reader reader(server->port(), room, ada.token);
  EXPECT_EQ(reader.head.status, 200);
  EXPECT_EQ(reader.head.header("Content-Type"), "text/event-stream");
  EXPECT_EQ(reader.head.header("Cache-Control"), "no-store");
  const Event snapshot = reader.next();
  EXPECT_EQ(snapshot.type, "snapshot");
  EXPECT_EQ(snapshot.data["participants"].size(), 1U);
  const Guest bob = join(room, "Bob");
  const Event joined = reader.next("participant.joined");
  EXPECT_EQ(joined.data["displayName"], "Bob");
  call("DELETE", bob.path, bob.token);
  const Event left = reader.next("participant.left");
  EXPECT_EQ(left.data["id"], bob.id);
  EXPECT_EQ(left.data["reason"], "left");
  EXPECT_GT(std::stoull(left.id), std::stoull(joined.id));
}

TEST_F(Events, ReaderResumesAfterTheLastEventItSaw) {
  std::string last;
  {
    Reader reader(server->port(), room, ada.token);
    last = reader.next("snapshot").id;
  }
  EXPECT_TRUE(eventually([this] { return server->load().streams == 0; }));
  join(room, "Bob");
  join(room, "Cleo");
  Reader again(server->port(), room, ada.token, {{"Last-Event-ID", last}});
  EXPECT_EQ(again.next("participant.joined").data["displayName"], "Bob");
  EXPECT_EQ(again.next("participant.joined").data["displayName"], "Cleo");
}

TEST_F(Events, StreamEndsWithTheRoomAfterTellingSo) {
  Reader reader(server->port(), room, ada.token);
  EXPECT_EQ(call("DELETE", room, frontend).status, 204);
  EXPECT_EQ(reader.next("room.ended").type, "room.ended");
  EXPECT_EQ(reader.next().type, "closed");
}

TEST_F(Events, StreamEndsWhenItsReaderIsRemoved) {
  const Guest mo = join(room, "Mo", "moderator");
  Reader reader(server->port(), room, ada.token);
  EXPECT_EQ(reader.next("snapshot").type, "snapshot");
  EXPECT_EQ(call("DELETE", ada.path, mo.token).status, 204);
  while (reader.next().type != "closed") {
  }
  EXPECT_TRUE(eventually([this] { return server->load().streams == 0; }));
}

TEST_F(Events, StreamsCostNoThread) {
  std::vector<std::unique_ptr<Reader>> readers;
  readers.push_back(std::make_unique<Reader>(server->port(), room, ada.token));
  EXPECT_TRUE(eventually([this] { return server->load().connections == 0; }));
  const int threads = threads_now();
  for (int i = 0; i < 50; ++i) readers.push_back(std::make_unique<Reader>(server->port(), room, ada.token));
  EXPECT_TRUE(eventually([this] { return server->load().connections == 0; }));
  EXPECT_EQ(server->load().streams, 51U);
  EXPECT_LE(threads_now(), threads + 1);  // Poco keeps a thread or two of its pool warm
}

TEST_F(Events, ReaderThatDoesNotReadIsClosed) {
  Reader slow(server->port(), room, ada.token, {}, 4096);
  Reader quick(server->port(), room, ada.token);
  EXPECT_EQ(quick.next().type, "snapshot");
  const std::string name(200, 'x');
  // 1 MiB of buffer, some sockets' worth; each edit makes an event of some 300 bytes on the control thread.
  control_does([&] {
    const room::ApiKeyActor owner{"frontend", {room::Scope::Rooms}};
    const std::string id = room.substr(std::string("/api/v1/rooms/").size());
    for (int i = 0; i < 8000; ++i)
      service->patch_room(owner, id, {.name = std::to_string(i), .capacity = {}, .locked = {}}, {});
    return true;
  });
  EXPECT_TRUE(eventually([this] { return server->load().streams < 2; }));
  EXPECT_TRUE(slow.connection.closed_by_server());
}

TEST_F(Events, BadLastEventIdIs400AndOtherFormatsAreRefused) {
  EXPECT_EQ(call("GET", room + "/events", ada.token, {}, {{"Last-Event-ID", "x1"}}).code(), "invalid-parameter");
  EXPECT_EQ(call("GET", room + "/events", ada.token, {}, {{"Accept", "application/json"}}).code(), "invalid-parameter");
  EXPECT_EQ(server->load().streams, 0U);
}

TEST_F(Events, HeadRequestOpensNoStream) {
  EXPECT_EQ(call("HEAD", room + "/events", ada.token).status, 200);
  EXPECT_EQ(call("HEAD", room + "/events", "wrong").status, 401);
  EXPECT_EQ(server->load().streams, 0U);
}

class FewStreams : public Events {
 protected:
  void SetUp() override {
    config.http.event_streams = 1;
    Events::SetUp();
  }
};

TEST_F(FewStreams, StreamsBeyondTheLimitAreToComeAgain) {
  Reader first(server->port(), room, ada.token);
  const Reply second = call("GET", room + "/events", ada.token);
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(second.header("Retry-After"), "1");
}

}  // namespace
}  // namespace lethe::contract
