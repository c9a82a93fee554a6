// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using Participants = ServerTest;

TEST_F(Participants, GuestJoinsWithNothingButAnInvitation) {
  const std::string room = create_room();
  const Reply reply = call("POST", room + "/participants", invite(room), R"({"displayName":"Ada Lovelace"})");
  ASSERT_EQ(reply.status, 201);
  const auto joined = reply.json();
  EXPECT_EQ(joined["participant"]["displayName"], "Ada Lovelace");
  EXPECT_EQ(joined["participant"]["role"], "participant");
  EXPECT_EQ(joined["room"]["participants"], 1);
  EXPECT_EQ(joined["iceServers"].size(), 2U);
  EXPECT_EQ(reply.header("Location"), room + "/participants/" + joined["participant"]["id"].get<std::string>());
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST_F(Participants, FrontendJoinsSomebodyAndChoosesTheRole) {
  const std::string room = create_room();
  const Reply reply = call("POST", room + "/participants", frontend, R"({"displayName":"Mo","role":"moderator"})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.json()["participant"]["role"], "moderator");
}

TEST_F(Participants, ListIsForThoseInside) {
  const std::string room = create_room();
  const Guest ada = join(room), bob = join(room, "Bob");
  const Reply list = call("GET", room + "/participants", ada.token);
  EXPECT_EQ(list.status, 200);
  EXPECT_EQ(list.json()["participants"].size(), 2U);
  EXPECT_EQ(call("GET", bob.path, ada.token).json()["displayName"], "Bob");
  EXPECT_EQ(call("GET", room + "/participants", invite(room)).code(), "forbidden");
}

TEST_F(Participants, MutesItselfAndIsMutedByAModeratorButNotByOthers) {
  const std::string room = create_room();
  const Guest ada = join(room), bob = join(room, "Bob"), mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"microphone":false,"camera":false})").json()["camera"], false);
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"microphone":true})").json()["microphone"], true);
  EXPECT_EQ(call("PATCH", ada.path, bob.token, R"({"microphone":false})").code(), "forbidden");
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"microphone":false})").status, 200);
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"microphone":true})").code(), "forbidden");
}

TEST_F(Participants, ChoosesMusicForItselfAlone) {
  const std::string room = create_room();
  const Guest ada = join(room), mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["music"], false);
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"music":true})").json()["music"], true);
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"music":false})").code(), "forbidden");
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"music":1})").json()["errors"][0]["pointer"], "/music");
}

TEST_F(Participants, ModeratorsMuteAllAskToUnmuteLowerHandsAndChangeRoles) {
  const std::string room = create_room();
  const Guest ada = join(room), bob = join(room, "Bob"), mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("POST", room + "/mute", mo.token, R"({"except":[")" + bob.id + R"("]})").status, 204);
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["microphone"], false);
  EXPECT_EQ(call("GET", bob.path, ada.token).json()["microphone"], true);
  EXPECT_EQ(call("POST", room + "/mute", mo.token, R"({"except":"all"})").json()["errors"][0]["pointer"], "/except");
  EXPECT_EQ(call("POST", ada.path + "/unmute-request", mo.token).status, 204);
  EXPECT_EQ(call("POST", room + "/participants/nobody/unmute-request", mo.token).code(), "not-found");
  EXPECT_TRUE(call("PATCH", ada.path, ada.token, R"({"hand":true})").json()["hand"].is_string());
  EXPECT_FALSE(call("PATCH", ada.path, mo.token, R"({"hand":false})").json().contains("hand"));
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"role":"moderator"})").code(), "forbidden");
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"role":"viewer"})").json()["role"], "viewer");
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"role":"king"})").json()["errors"][0]["pointer"], "/role");
}

TEST_F(Participants, WhoLeftHasATokenWorthNothing) {
  const std::string room = create_room();
  const Guest ada = join(room), bob = join(room, "Bob"), mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("DELETE", bob.path, ada.token).code(), "forbidden");
  EXPECT_EQ(call("DELETE", ada.path, ada.token).status, 204);
  EXPECT_EQ(call("GET", room, ada.token).code(), "unauthorized");
  EXPECT_EQ(call("DELETE", bob.path, mo.token).status, 204);
  EXPECT_EQ(call("DELETE", bob.path, mo.token).code(), "not-found");
  EXPECT_EQ(call("GET", room, frontend).json()["participants"], 1);
}

TEST_F(Participants, FullRoomAndLockedRoomTakeNobody) {
  const std::string room = create_room(R"({"capacity":1})");
  join(room);
  const std::string invitation = invite(room);
  const Reply full = call("POST", room + "/participants", invitation, R"({"displayName":"Bob"})");
  EXPECT_EQ(full.status, 409);
  EXPECT_EQ(full.code(), "room-full");
  EXPECT_EQ(call("PATCH", room, frontend, R"({"capacity":5,"locked":true})").status, 200);
  const Reply locked = call("POST", room + "/participants", invitation, R"({"displayName":"Bob"})");
  EXPECT_EQ(locked.status, 409);
  EXPECT_EQ(locked.code(), "room-locked");
  EXPECT_EQ(call("GET", room, frontend).json()["participants"], 1);
}

}  // namespace
}  // namespace lethe::contract
