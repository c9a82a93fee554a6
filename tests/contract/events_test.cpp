// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"

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
        if (event.type.empty()) continue;
        seen.insert(event.type);
        EXPECT_THAT(Contract::get().event_violations(event.type, event.data), testing::IsEmpty());
        return event;
      }
    }
    Event next(const std::string& type) {
      while (true)
        if (Event event = next(); event.type == type || event.type == "closed") return event;
    }
    std::set<std::string> seen;  // types
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
  expect_kept_by_nobody(reader.head, true);
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

TEST_F(Events, EveryEventIsAsDocumented) {
  const Guest mo = join(room, "Mo", "moderator");
  Reader moderator(server->port(), room, mo.token);
  EXPECT_EQ(call("PATCH", room, frontend, R"({"lobby":true})").status, 200);
  const auto knock = [&](const std::string& name) {
    const Reply reply = call("POST", room + "/participants", invite(room), R"({"displayName":")" + name + "\"}");
    return Guest{reply.header("Location"), reply.json()["participant"]["id"], reply.json()["token"]};
  };
  const Guest eve = knock("Eve"), ida = knock("Ida");
  Reader waiting(server->port(), room, eve.token), denied(server->port(), room, ida.token);
  EXPECT_EQ(call("POST", ida.path + "/deny", mo.token).status, 204);
  EXPECT_EQ(denied.next("participant.denied").type, "participant.denied");
  EXPECT_EQ(call("POST", eve.path + "/admit", mo.token).status, 200);
  EXPECT_EQ(offer(mo).status, 201);
  EXPECT_EQ(offer(ada).status, 201);
  const std::string message = call("POST", room + "/messages", ada.token, R"({"text":"Hello"})").json()["id"];
  EXPECT_EQ(call("DELETE", room + "/messages/" + message, mo.token).status, 204);
  EXPECT_EQ(call("POST", mo.path + "/unmute-request", mo.token).status, 204);
  EXPECT_EQ(moderator.next("unmute.requested").data["by"], "Mo");
  const auto tell = [&](const auto& make) {
    control_does([&] {
      media.listener->on_media_event(make());
      return true;
    });
  };
  tell([] { return wire::VideoChanged{1, wire::Picture::Camera, true, 640, 360}; });
  tell([&] { return wire::LayoutShown{1, media.scene.revision, 1}; });
  EXPECT_FALSE(moderator.next("layout").data["tiles"].empty());
  tell([] { return wire::Levels{{{1, 30}, {2, 127}}}; });
  EXPECT_EQ(moderator.next("levels").data["levels"], (nlohmann::json{{ada.id, 30}}));
  tell([] { return wire::PeerChanged{2, wire::PeerState::Lost}; });
  EXPECT_EQ(moderator.next("session.lost").type, "session.lost");
  EXPECT_EQ(call("DELETE", ada.path, ada.token).status, 204);
  EXPECT_EQ(call("DELETE", room, frontend).status, 204);
  for (Reader* reader : {&moderator, &waiting, &denied}) EXPECT_EQ(reader->next("closed").type, "closed");
  std::set<std::string> all = moderator.seen;
  all.merge(waiting.seen);
  all.merge(denied.seen);
  EXPECT_EQ(all, Contract::get().events());
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
  for (int i = 0; i < 25; ++i) {
    const std::string token = join(room, "Reader").token;
    for (int stream = 0; stream < 2; ++stream) readers.push_back(std::make_unique<Reader>(server->port(), room, token));
  }
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
    for (int i = 0; i < 8000; ++i) {
      room::RoomPatch renamed;
      renamed.settings.set(&room::RoomSettings::name, std::to_string(i));
      service->rooms().patch(owner, id, renamed, {});
    }
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
  const Reply second = call("GET", room + "/events", join(room, "Bob").token);
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(second.header("Retry-After"), "1");
}

}  // namespace
}  // namespace lethe::contract
