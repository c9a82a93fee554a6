// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using Chat = ServerTest;

std::string body(const std::string& text, const std::string& to = {}) {
  nlohmann::json message{{"text", text}};
  if (!to.empty()) message["to"] = to;
  return message.dump();
}

TEST_F(Chat, MessageIsWrittenReadAndDeleted) {
  const std::string room = create_room(), path = room + "/messages";
  const Guest ada = join(room), bob = join(room, "Bob");
  const std::string text = "<img src=x onerror=alert(1)> שלום 👩‍👩‍👧\nzwei";
  const Reply posted = call("POST", path, ada.token, body(text));
  ASSERT_EQ(posted.status, 201);
  EXPECT_EQ(posted.json()["text"], text);
  EXPECT_EQ(posted.json()["displayName"], "Ada");
  EXPECT_EQ(posted.header("Location"), path + "/" + posted.json()["id"].get<std::string>());
  EXPECT_EQ(call("POST", path, bob.token, body("Psst", ada.id)).json()["to"], ada.id);
  EXPECT_EQ(call("GET", path, ada.token).json()["messages"].size(), 2U);
  EXPECT_EQ(call("GET", path, frontend).json()["messages"], nlohmann::json::array({posted.json()}));
  EXPECT_EQ(call("DELETE", posted.header("Location"), bob.token).code(), "forbidden");
  EXPECT_EQ(call("DELETE", posted.header("Location"), ada.token).status, 204);
  EXPECT_EQ(call("DELETE", posted.header("Location"), ada.token).code(), "not-found");
}

TEST_F(Chat, WrongFieldsAreNamedAndChatThatIsOffIsAConflict) {
  const std::string room = create_room(), path = room + "/messages";
  const Guest ada = join(room);
  const auto pointer = [&](const std::string& sent) {
    const Reply reply = call("POST", path, ada.token, sent);
    EXPECT_EQ(reply.status, 400) << sent;
    return reply.json()["errors"][0]["pointer"];
  };
  EXPECT_EQ(pointer("{}"), "/text");
  EXPECT_EQ(pointer(body("")), "/text");
  EXPECT_EQ(pointer(body("\u0007")), "/text");
  EXPECT_EQ(pointer(body("x", "nobody")), "/to");
  EXPECT_EQ(pointer(R"({"text":"x","html":true})"), "/html");
  EXPECT_EQ(call("PATCH", room, frontend, R"({"chat":false})").json()["chat"], false);
  const Reply off = call("POST", path, ada.token, body("x"));
  EXPECT_EQ(off.status, 409);
  EXPECT_EQ(off.code(), "chat-off");
  EXPECT_EQ(call("GET", path, ada.token).json()["messages"].size(), 0U);
}

TEST_F(Chat, ALineIsSpokenWhereTheRoomAllowsIt) {
  const std::string room = create_room(), path = room + "/messages";
  const Guest ada = join(room), vi = join(room, "Vi", "viewer");
  const std::string line = R"({"text":"Ich habe eine Frage.","spoken":true,"language":"de"})";
  EXPECT_EQ(call("POST", path, ada.token, line).code(), "speech-off");
  EXPECT_EQ(call("PATCH", room, frontend, R"({"spokenChat":true})").json()["spokenChat"], true);
  const Reply posted = call("POST", path, ada.token, line);
  EXPECT_EQ(posted.status, 201);
  EXPECT_EQ(posted.json()["spoken"], true);
  EXPECT_EQ(call("POST", path, ada.token, body("quietly")).json()["spoken"], false);
  EXPECT_EQ(call("POST", path, vi.token, line).code(), "forbidden");
  const Reply wrong = call("POST", path, ada.token, R"({"text":"x","spoken":true,"language":"D1"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json()["errors"][0]["pointer"], "/language");
}

}  // namespace
}  // namespace lethe::contract
