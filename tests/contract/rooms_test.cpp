// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using Rooms = ServerTest;

TEST_F(Rooms, RoomIsCreatedReadListedEditedAndDeleted) {
  const Reply created = call("POST", "/api/v1/rooms", frontend, R"({"name":"Algebra","capacity":4})");
  ASSERT_EQ(created.status, 201);
  EXPECT_EQ(created.header("Content-Type"), "application/json");
  const std::string path = created.header("Location"), etag = created.header("ETag");
  EXPECT_EQ(path, "/api/v1/rooms/" + created.json()["id"].get<std::string>());
  EXPECT_EQ(created.json()["name"], "Algebra");
  EXPECT_EQ(created.json()["capacity"], 4);

  const Reply read = call("GET", path, frontend);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.header("ETag"), etag);
  EXPECT_EQ(read.json(), created.json());
  EXPECT_EQ(call("GET", "/api/v1/rooms", frontend).json()["rooms"][0], created.json());

  const Reply edited = call("PATCH", path, frontend, R"({"locked":true})", {{"If-Match", etag}});
  EXPECT_EQ(edited.status, 200);
  EXPECT_EQ(edited.json()["locked"], true);
  EXPECT_NE(edited.header("ETag"), etag);

  EXPECT_EQ(call("DELETE", path, frontend).status, 204);
  EXPECT_EQ(call("GET", path, frontend).code(), "not-found");
  EXPECT_THAT(call("GET", "/api/v1/rooms", frontend).json()["rooms"], IsEmpty());
}

TEST_F(Rooms, CreationTakesWhatAnEditTakes) {
  const std::string wanted =
      R"({"name":"Choir","capacity":7,"locked":true,"maxStep":"audio","ownLayouts":true,)"
      R"("shares":2,"lobby":true,"pin":"4711","chat":false,"spokenChat":true,"muteOnEntry":true})";
  const Reply created = call("POST", "/api/v1/rooms", frontend, wanted);
  ASSERT_EQ(created.status, 201) << created.body;
  const Reply edited = call("PATCH", create_room(), frontend, wanted);
  ASSERT_EQ(edited.status, 200) << edited.body;
  auto one = created.json(), other = edited.json();
  for (auto* room : {&one, &other})
    for (const char* own : {"id", "createdAt"}) room->erase(own);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one["capacity"], 7);
  EXPECT_EQ(one["hasPin"], true);
  EXPECT_EQ(one["maxStep"], "audio");
}

TEST_F(Rooms, EveryAnswerNamesEverySetting) {
  const Reply created = call("POST", "/api/v1/rooms", frontend, "{}");
  const std::string room = created.header("Location");
  for (const auto& answer :
       {created.json(), call("GET", room, frontend).json(), call("PATCH", room, frontend, "{}").json(),
        call("GET", "/api/v1/rooms", frontend).json()["rooms"][0],
        call("POST", room + "/participants", frontend, R"({"displayName":"Ada"})").json()["room"]})
    for (const auto& setting : Contract::get().schema("RoomSettings")["properties"])
      EXPECT_TRUE(answer.contains(setting.first.Scalar())) << setting.first.Scalar() << " in " << answer;
}

TEST_F(Rooms, ANameHasAHundredCharactersHoweverManyBytesTheyTake) {
  std::string name;
  for (int i = 0; i < 100; ++i) name += "\U0001F9ED";
  EXPECT_EQ(call("GET", create_room(R"({"name":")" + name + "\"}"), frontend).json()["name"], name);
  const std::string more = R"({"name":")" + name + "x\"}";
  EXPECT_EQ(call("POST", "/api/v1/rooms", frontend, more).json()["errors"][0]["pointer"], "/name");
}

TEST_F(Rooms, AnEditLeavesWhatItDoesNotName) {
  const std::string room = create_room(R"({"name":"Choir","capacity":7,"lobby":true,"shares":2,"chat":false})");
  auto wanted = call("GET", room, frontend).json();
  wanted["shares"] = 0;
  EXPECT_EQ(call("PATCH", room, frontend, R"({"shares":0})").json(), wanted);
  EXPECT_EQ(call("PATCH", room, frontend, "{}").json(), wanted);
}

TEST_F(Rooms, WhoEntersOneThatMutesOnEntryIsMutedAndHostsAreNot) {
  const std::string room = create_room(R"({"muteOnEntry":true})");
  const Guest ada = join(room), mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["microphone"], false);
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["camera"], true);
  EXPECT_EQ(call("GET", mo.path, mo.token).json()["microphone"], true);
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"microphone":true})").json()["microphone"], true);
}

TEST_F(Rooms, CreationThatIsRefusedLeavesNoRoom) {
  for (const char* body : {R"({"maxStep":"nothing"})", R"({"capacity":1000})", R"({"shares":10})", R"({"name":" "})",
                           R"({"pin":"12"})", R"({"chat":1})"}) {
    const Reply reply = call("POST", "/api/v1/rooms", frontend, body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.code(), "invalid-field") << body;
  }
  EXPECT_EQ(rooms_left(), 0U);
}

TEST_F(Rooms, EditOfARoomThatChangedMeanwhileIsRefused) {
  const std::string room = create_room();
  const std::string etag = call("GET", room, frontend).header("ETag");
  EXPECT_EQ(call("PATCH", room, frontend, R"({"name":"A"})", {{"If-Match", etag}}).status, 200);
  const Reply late = call("PATCH", room, frontend, R"({"name":"B"})", {{"If-Match", etag}});
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.code(), "precondition-failed");
  EXPECT_EQ(call("PATCH", room, frontend, R"({"name":"B"})", {{"If-Match", "W/\"x\""}}).status, 412);
  EXPECT_EQ(call("PATCH", room, frontend, R"({"name":"B"})", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(call("GET", room, frontend).json()["name"], "B");
}

TEST_F(Rooms, StrangersGetTheAnswerOfARoomThatNeverWas) {
  const std::string room = create_room(), never = "/api/v1/rooms/neverwas";
  for (const std::string method : {"GET", "DELETE"}) {
    const Reply theirs = call(method, room, stranger), nobodys = call(method, never, stranger);
    EXPECT_EQ(theirs.status, 404);
    EXPECT_EQ(theirs.body, nobodys.body);
  }
  EXPECT_EQ(call("PATCH", room, stranger, R"({"locked":true})").status, 404);
  EXPECT_EQ(call("POST", room + "/invitations", stranger, "{}").status, 404);
  EXPECT_EQ(call("GET", room + "/participants", stranger).status, 404);
  EXPECT_THAT(call("GET", "/api/v1/rooms", stranger).json()["rooms"], IsEmpty());
  const Guest guest = join(create_room());
  EXPECT_EQ(call("GET", room, guest.token).status, 404);
  EXPECT_EQ(call("GET", room + "/events", guest.token).status, 404);
}

TEST_F(Rooms, KeyWithoutTheScopeIsForbidden) {
  const Reply reply = call("POST", "/api/v1/rooms", joiner, "{}");
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.code(), "forbidden");
}

TEST_F(Rooms, RoomsBeyondTheLimitAreRefused) {
  for (int i = 0; i < config.limits.rooms; ++i) create_room();
  const Reply reply = call("POST", "/api/v1/rooms", frontend, "{}");
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.code(), "room-limit");
  EXPECT_EQ(rooms_left(), static_cast<std::size_t>(config.limits.rooms));
}

TEST_F(Rooms, InvitationCarriesALinkWithTheTokenInItsFragment) {
  const std::string room = create_room();
  const Reply reply = call("POST", room + "/invitations", frontend, R"({"role":"moderator","uses":1,"expiresIn":60})");
  EXPECT_EQ(reply.status, 201);
  const auto invitation = reply.json();
  EXPECT_THAT(invitation["joinUrl"].get<std::string>(), StartsWith("http://127.0.0.1:8080/join#"));
  EXPECT_THAT(invitation["joinUrl"].get<std::string>(), HasSubstr(invitation["token"].get<std::string>()));
  EXPECT_EQ(invitation["usesLeft"], 1);
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST_F(Rooms, ModeratorInsideInvitesAndParticipantMayNot) {
  const std::string room = create_room();
  EXPECT_EQ(call("POST", room + "/invitations", join(room, "Mo", "moderator").token, "{}").status, 201);
  EXPECT_EQ(call("POST", room + "/invitations", join(room).token, "{}").code(), "forbidden");
}

}  // namespace
}  // namespace lethe::contract
