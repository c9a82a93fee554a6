// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using Lobby = ServerTest;

TEST_F(Lobby, GuestWaitsIsAdmittedAndConnectsWithTheSameToken) {
  const std::string room = create_room(R"({"lobby":true})");
  const Reply knocked = call("POST", room + "/participants", invite(room), R"({"displayName":"Eve"})");
  ASSERT_EQ(knocked.status, 202);
  EXPECT_EQ(knocked.json()["participant"]["state"], "waiting");
  const Guest eve{knocked.header("Location"), knocked.json()["participant"]["id"], knocked.json()["token"]};
  EXPECT_EQ(offer(eve).code(), "forbidden");
  EXPECT_EQ(call("GET", eve.path, eve.token).json()["state"], "waiting");
  EXPECT_EQ(call("GET", room + "/participants", eve.token).code(), "forbidden");
  const Guest mo = join(room, "Mo", "moderator");
  EXPECT_EQ(call("GET", room + "/participants", mo.token).json()["participants"].size(), 2U);
  EXPECT_EQ(call("POST", eve.path + "/admit", eve.token).code(), "forbidden");
  EXPECT_EQ(call("POST", eve.path + "/admit", mo.token).json()["state"], "admitted");
  EXPECT_EQ(call("POST", eve.path + "/admit", mo.token).code(), "not-found");
  EXPECT_EQ(offer(eve).status, 201);
}

TEST_F(Lobby, DeniedGuestIsOut) {
  const std::string room = create_room(R"({"lobby":true})");
  const Reply knocked = call("POST", room + "/participants", invite(room), R"({"displayName":"Eve"})");
  const std::string path = knocked.header("Location"), token = knocked.json()["token"];
  EXPECT_EQ(call("POST", path + "/deny", frontend).status, 204);
  EXPECT_EQ(call("GET", path, token).code(), "unauthorized");
}

TEST_F(Lobby, WhoWaitsUsesTheirInvitationUpOnceAdmitted) {
  const std::string room = create_room(R"({"lobby":true})");
  const std::string link = call("POST", room + "/invitations", frontend, R"({"uses":1})").json()["token"];
  const auto knock = [&] { return call("POST", room + "/participants", link, R"({"displayName":"Eve"})"); };
  const Reply first = knock();
  ASSERT_EQ(first.status, 202);
  EXPECT_EQ(call("DELETE", first.header("Location"), first.json()["token"]).status, 204);
  const Reply second = knock();
  ASSERT_EQ(second.status, 202);
  EXPECT_EQ(call("POST", second.header("Location") + "/admit", frontend).status, 200);
  EXPECT_EQ(knock().status, 401);
}

TEST_F(Lobby, WhoWaitsHearsOfTheAdmissionOnTheEventStream) {
  const std::string room = create_room(R"({"lobby":true})");
  const Reply knocked = call("POST", room + "/participants", invite(room), R"({"displayName":"Eve"})");
  HttpConnection events(server->port());
  events.send(request_text("GET", room + "/events",
                           {{"Authorization", "Bearer " + knocked.json()["token"].get<std::string>()}}, ""));
  Reply head;
  ASSERT_TRUE(events.receive_head(head));
  EXPECT_EQ(head.status, 200);
  events.receive_until("event: snapshot");
  EXPECT_EQ(call("POST", knocked.header("Location") + "/admit", frontend).status, 200);
  EXPECT_THAT(events.receive_until("event: participant.admitted"),
              testing::Not(testing::HasSubstr("participant.joined")));
  events.receive_until("event: snapshot");
}

TEST_F(Lobby, PinIsAskedOfGuestsAndGuessingItIsThrottled) {
  const std::string room = create_room(R"({"pin":"4711"})");
  EXPECT_EQ(call("GET", room, frontend).json()["hasPin"], true);
  const auto join = [&](const std::string& token, const std::string& pin) {
    return call("POST", room + "/participants", token, R"({"displayName":"Eve")" + pin + "}");
  };
  const std::string guest = invite(room);
  EXPECT_EQ(join(guest, "").code(), "wrong-pin");
  EXPECT_EQ(join(guest, R"(,"pin":"0000")").code(), "wrong-pin");
  EXPECT_EQ(join(guest, R"(,"pin":"4711")").status, 201);
  EXPECT_EQ(join(frontend, "").status, 201);
  int refused = 0;
  for (int i = 0; i < 20; ++i) refused += join(guest, R"(,"pin":"0001")").status == 429 ? 1 : 0;
  EXPECT_GE(refused, 14);
  EXPECT_EQ(call("PATCH", room, frontend, R"({"pin":""})").json()["hasPin"], false);
  EXPECT_EQ(join(guest, "").status, 201);
}

TEST_F(Lobby, WhoAsksForARoomLearnsWhatIsAskedOfThemAndHostsHowManyWait) {
  const std::string room = create_room(R"({"pin":"4711","lobby":true})");
  const auto asked = [&](const std::string& token) { return call("GET", room, token).json(); };
  for (const char* role : {"viewer", "participant", "moderator"}) {
    const auto seen = asked(invite(room, role));
    EXPECT_EQ(seen["role"], role);
    EXPECT_EQ(seen["needsPin"], true);
    EXPECT_FALSE(seen.contains("waiting"));
    EXPECT_FALSE(seen.contains("usesLeft"));
  }
  const std::string twice = call("POST", room + "/invitations", frontend, R"({"uses":2})").json()["token"];
  EXPECT_EQ(asked(twice)["usesLeft"], 2);
  EXPECT_EQ(call("POST", room + "/participants", twice, R"({"displayName":"Eve","pin":"4711"})").status, 202);
  EXPECT_EQ(asked(twice)["usesLeft"], 2) << "who waits has not used it up";
  const auto of_owner = asked(frontend);
  EXPECT_EQ(of_owner["needsPin"], false);
  EXPECT_EQ(of_owner["waiting"], 1);
  EXPECT_EQ(of_owner["participants"], 0);
  EXPECT_FALSE(of_owner.contains("role"));
  EXPECT_EQ(call("GET", "/api/v1/rooms", frontend).json()["rooms"][0]["waiting"], 1);
  EXPECT_EQ(call("PATCH", room, frontend, R"({"pin":""})").status, 200);
  EXPECT_EQ(asked(invite(room))["needsPin"], false);
}

TEST_F(Lobby, HostTakesAwayTheLinkOfWhomTheyRemove) {
  const std::string room = create_room("{}"), link = invite(room);
  const Guest mo = join(room, "Mo", "moderator");
  const auto come = [&] { return call("POST", room + "/participants", link, R"({"displayName":"Eve"})"); };
  const Reply eve = come();
  const std::string path = eve.header("Location");
  EXPECT_EQ(call("DELETE", path + "/invitation", eve.json()["token"]).code(), "forbidden");
  EXPECT_EQ(call("DELETE", path + "/invitation", mo.token).status, 204);
  EXPECT_EQ(call("DELETE", path + "/invitation", mo.token).code(), "not-found");
  EXPECT_EQ(call("GET", path, mo.token).status, 200) << "she is still inside";
  EXPECT_EQ(call("DELETE", path, mo.token).status, 204);
  EXPECT_EQ(come().code(), "unauthorized");
}

TEST_F(Lobby, PinThatIsNoneIsRefused) {
  for (const std::string pin : {"123", "12a4", "1234567890123", " 1234"}) {
    const Reply reply = call("POST", "/api/v1/rooms", frontend, R"({"pin":")" + pin + "\"}");
    EXPECT_EQ(reply.code(), "invalid-field") << pin;
    EXPECT_EQ(reply.json()["errors"][0]["pointer"], "/pin");
  }
  EXPECT_EQ(rooms_left(), 0U);
}

}  // namespace
}  // namespace lethe::contract
