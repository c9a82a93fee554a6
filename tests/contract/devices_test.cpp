// SPDX-License-Identifier: AGPL-3.0-or-later
// WHIP and WHEP as the standards require them.
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

class Devices : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    room = create_room();
    id = room.substr(room.rfind('/') + 1);
    token = invite(room);
  }
  Reply post(const std::string& protocol, const std::string& with, const std::string& sdp = good_offer,
             const std::string& type = "application/sdp") {
    return call("POST", "/" + protocol + "/" + id, with, sdp, {{"Content-Type", type}});
  }
  Reply patch(const std::string& path, const std::string& fragment, const std::string& if_match = {}) {
    Headers headers{{"Content-Type", "application/trickle-ice-sdpfrag"}};
    if (!if_match.empty()) headers["If-Match"] = if_match;
    return call("PATCH", path, token, fragment, headers);
  }
  nlohmann::json people() { return call("GET", room + "/participants", frontend).json()["participants"]; }
  std::string room, id, token;
};

TEST_F(Devices, CameraComesWithOneRequest) {
  const Reply reply = post("whip", token);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.header("Content-Type"), "application/sdp");
  EXPECT_EQ(reply.body, "v=0\r\ns=answer\r\n");
  EXPECT_THAT(reply.header("Location"), MatchesRegex("/whip/" + id + "/[a-z2-7]+"));
  EXPECT_THAT(reply.header("ETag"), MatchesRegex("\"[^\"]+\""));
  EXPECT_EQ(reply.headers.count("link"), 2U);
  EXPECT_THAT(reply.headers.find("link")->second, HasSubstr("rel=\"ice-server\""));
  const auto all = people();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["displayName"], "Guest");
  EXPECT_EQ(all[0]["role"], "participant");
  EXPECT_THAT(reply.header("Location"), testing::Not(HasSubstr(all[0]["id"].get<std::string>())))
      << "what others know of it is no key to it";
}

TEST_F(Devices, DisplayComesWhenSomethingIsSent) {
  const Reply early = post("whep", invite(room, "viewer"));
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(early.code(), "nothing-to-show");
  EXPECT_EQ(early.header("Retry-After"), "5");
  EXPECT_EQ(post("whip", token).status, 201);
  const Reply reply = post("whep", invite(room, "viewer"));
  EXPECT_EQ(reply.status, 201);
  EXPECT_THAT(reply.header("Location"), MatchesRegex("/whep/" + id + "/[a-z2-7]+"));
  EXPECT_EQ(people()[1]["role"], "viewer");
}

TEST_F(Devices, BadOffersAreRefusedAndLeaveNothing) {
  token = invite(room);
  EXPECT_EQ(post("whip", token, good_offer, "text/plain").code(), "unsupported-media-type");
  EXPECT_EQ(post("whip", token, "hello").code(), "invalid-sdp");
  const Reply without = post("whip", token, "v=0\r\n");
  EXPECT_EQ(without.status, 422);
  EXPECT_EQ(without.code(), "unacceptable-sdp");
  media.is_ready = false;
  const Reply busy = post("whip", token);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.code(), "media-unavailable");
  EXPECT_EQ(busy.header("Retry-After"), "1");
  EXPECT_THAT(people(), IsEmpty());
  EXPECT_EQ(media.sessions, 0);
}

TEST_F(Devices, OfferThatIsNotAnsweredInTimeLeavesNothing) {
  media.answers = false;
  EXPECT_EQ(post("whip", token).code(), "busy");
  EXPECT_THAT(people(), IsEmpty());
  EXPECT_TRUE(eventually([this] { return media.sessions == 0; }));
}

TEST_F(Devices, TrickleRestartAndLeave) {
  const Reply made = post("whip", token);
  const std::string session = made.header("Location"), etag = made.header("ETag");
  const std::string candidate = "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n";
  EXPECT_EQ(patch(session, candidate).status, 204) << "a common client never sends If-Match";
  EXPECT_EQ(patch(session, candidate, etag).status, 204);
  EXPECT_EQ(patch(session, candidate, "\"other\"").status, 412);
  const std::string restart = "a=ice-ufrag:again\r\na=ice-pwd:againagainagainagain\r\n";
  EXPECT_EQ(patch(session, restart).status, 428);
  const Reply restarted = patch(session, restart, "*");
  EXPECT_EQ(restarted.status, 200);
  EXPECT_THAT(restarted.body, HasSubstr("a=ice-ufrag:mine"));
  EXPECT_NE(restarted.header("ETag"), etag);
  EXPECT_EQ(call("GET", session, token).status, 204);
  const Reply gone = call("DELETE", session, token);
  EXPECT_EQ(gone.status, 200);
  EXPECT_THAT(gone.body, IsEmpty());
  EXPECT_EQ(call("DELETE", session, token).status, 404);
  EXPECT_EQ(call("GET", session, token).status, 404);
  EXPECT_EQ(patch(session, candidate).status, 404);
  EXPECT_THAT(people(), IsEmpty());
}

TEST_F(Devices, SessionOutlivesTheUsesOfItsInvitation) {
  token = call("POST", room + "/invitations", frontend, R"({"uses":1})").json()["token"];
  const std::string session = post("whip", token).header("Location");
  EXPECT_EQ(post("whip", token).status, 401);
  EXPECT_EQ(call("GET", session, token).status, 204);
  EXPECT_EQ(call("DELETE", session, token).status, 200);
  EXPECT_EQ(call("DELETE", session, token).status, 401);
}

TEST_F(Devices, UseOfAnAccountsInvitationIsKept) {
  const std::string ada = new_account("ada");
  const std::string hers = create_room("{}", ada);
  id = hers.substr(hers.rfind('/') + 1);
  const std::string twice = call("POST", hers + "/invitations", ada, R"({"uses":2})").json()["token"];
  const auto uses_left = [&] {
    const auto all = store->rooms.all();
    return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; })
        ->invitations.at(0)
        .uses_left;
  };
  EXPECT_EQ(post("whip", twice, "v=0\r\n").status, 422);
  EXPECT_EQ(uses_left(), 2);
  EXPECT_EQ(post("whip", twice).status, 201);
  EXPECT_EQ(uses_left(), 1);
  EXPECT_EQ(call("DELETE", "/api/v1/accounts/me", ada).status, 204);
}

TEST_F(Devices, WhatKeepsPeopleOutKeepsDevicesOut) {
  const auto refused = [&](const std::string& change) {
    call("PATCH", room, frontend, change);
    return post("whip", token).code();
  };
  EXPECT_EQ(refused(R"({"locked":true})"), "room-locked");
  EXPECT_EQ(refused(R"({"locked":false,"lobby":true})"), "lobby-required");
  EXPECT_EQ(refused(R"({"lobby":false,"pin":"4711"})"), "wrong-pin");
  EXPECT_EQ(refused(R"({"pin":"","capacity":1})"), "");
  EXPECT_EQ(refused("{}"), "room-full");
  EXPECT_EQ(post("whip", invite(room, "viewer")).code(), "forbidden");
  EXPECT_EQ(post("whip", frontend).code(), "forbidden");
}

TEST_F(Devices, PagesOfOtherOriginsMayUseThem) {
  for (const std::string protocol : {"whip", "whep"}) {
    const Reply endpoint = call("OPTIONS", "/" + protocol + "/" + id);
    EXPECT_EQ(endpoint.status, 200);
    EXPECT_EQ(endpoint.header("Accept-Post"), "application/sdp");
    EXPECT_EQ(endpoint.header("Access-Control-Allow-Methods"), "GET, POST");
    const Reply session = call("OPTIONS", "/" + protocol + "/" + id + "/any");
    EXPECT_EQ(session.status, 200);
    EXPECT_EQ(session.header("Access-Control-Allow-Methods"), "GET, PATCH, DELETE");
    const Reply made = post(protocol, token);
    const Reply nobody = post(protocol, {}), wrong_type = post(protocol, token, "x", "text/plain");
    const Reply nothing = call("GET", "/" + protocol + "/" + id);
    EXPECT_EQ(nothing.status, 204);
    for (const Reply& reply : {endpoint, session, made, nobody, wrong_type, nothing}) {
      EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "*") << reply.status;
      EXPECT_EQ(reply.header("Access-Control-Expose-Headers"), "Location, ETag, Link, Retry-After");
      EXPECT_EQ(reply.header("Access-Control-Allow-Credentials"), "");
    }
    for (const Reply& reply : {endpoint, session})
      EXPECT_EQ(reply.header("Access-Control-Allow-Headers"), "Authorization, Content-Type, If-Match");
  }
  EXPECT_EQ(call("GET", room, frontend).header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(call("OPTIONS", room).status, 405);
}

TEST_F(Devices, PagesOfOtherOriginsAreToldThatNothingElseIsForThem) {
  const Headers asked{{"Origin", "https://elsewhere.example"}, {"Access-Control-Request-Method", "POST"}};
  for (const std::string path : {"/api/v1/rooms", "/api/v1/rooms/any/participants", "/api/v1/nothing", "/healthz"}) {
    const Reply reply = call("OPTIONS", path, {}, {}, asked);
    EXPECT_EQ(reply.status, 403) << path;
    EXPECT_EQ(reply.code(), "forbidden") << path;
    EXPECT_THAT(reply.json()["detail"], testing::HasSubstr("own origin")) << path;
    for (const char* name : {"Access-Control-Allow-Origin", "Access-Control-Allow-Methods"})
      EXPECT_EQ(reply.header(name), "") << path;
  }
  EXPECT_EQ(call("OPTIONS", "/whip/" + id, {}, {}, asked).status, 200);
}

}  // namespace
}  // namespace lethe::contract
