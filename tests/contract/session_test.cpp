// SPDX-License-Identifier: AGPL-3.0-or-later
#include <regex>

#include "mcu/room/model/ice_servers.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

class Session : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    room = create_room();
    ada = join(room);
  }
  Reply post(const std::string& sdp, const std::string& type = "application/sdp") {
    return call("POST", ada.path + "/session", ada.token, sdp, {{"Content-Type", type}});
  }
  Reply patch(const std::string& fragment, const std::string& if_match = {}) {
    Headers headers{{"Content-Type", "application/trickle-ice-sdpfrag"}};
    if (!if_match.empty()) headers["If-Match"] = if_match;
    return call("PATCH", ada.path + "/session", ada.token, fragment, headers);
  }
  std::string room;
  Guest ada;
};

TEST_F(Session, OfferIsAnsweredWithLocationTagAndIceServers) {
  const Reply reply = post(good_offer);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.header("Content-Type"), "application/sdp");
  EXPECT_EQ(reply.body, "v=0\r\ns=answer\r\n");
  EXPECT_EQ(reply.header("Location"), ada.path + "/session");
  EXPECT_THAT(reply.header("ETag"), MatchesRegex("\"[^\"]+\""));
  std::vector<std::string> links;
  for (auto [at, end] = reply.headers.equal_range("link"); at != end; ++at) links.push_back(at->second);
  EXPECT_THAT(links, ElementsAre("<stun:stun.example.org>; rel=\"ice-server\"",
                                 "<turn:turn.example.org?transport=udp>; rel=\"ice-server\"; username=\"user\"; "
                                 "credential=\"pass\\\"word\"; credential-type=\"password\""));
}

// As coturn wants it with use-auth-secret: what is told with the answer is as good as what is told when joining.
class TurnWithASecret : public Session {
 protected:
  void SetUp() override {
    config.ice.servers = {{{"turn:turn.example.org"}, "", "", "north"}};
    Session::SetUp();
  }
};

TEST_F(TurnWithASecret, IsToldWithCredentialsOfTheDay) {
  const auto good = [](const std::string& link) {
    std::smatch found;
    const std::regex form(R"re(<turn:turn\.example\.org>; rel="ice-server"; username="(\d+):([a-z2-7]+)"; )re"
                          R"re(credential="([A-Za-z0-9+/=]+)"; credential-type="password")re");
    if (!std::regex_match(link, found, form)) return false;
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    return std::abs(std::stoll(found[1]) - (now + room::turn_credentials_last).count()) < 60 &&
           found[3] == room::turn_password("north", found[1].str() + ":" + found[2].str());
  };
  const std::string mine = post(good_offer).header("Link"), other = post(good_offer).header("Link");
  EXPECT_TRUE(good(mine)) << mine;
  EXPECT_TRUE(good(other)) << other;
  EXPECT_NE(mine, other) << "nobody is recognised by it";
  const Reply device = call("POST", "/whip/" + room.substr(room.rfind('/') + 1), invite(room), good_offer,
                            {{"Content-Type", "application/sdp"}});
  EXPECT_EQ(device.status, 201);
  EXPECT_TRUE(good(device.header("Link"))) << device.header("Link");
}

TEST_F(Session, SecondOfferReplacesTheSession) {
  const Reply first = post(good_offer), second = post(good_offer);
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(first.header("ETag"), second.header("ETag"));
  EXPECT_EQ(media.offers, 2);
}

TEST_F(Session, TrickleIsTakenWithAndWithoutItsTag) {
  const std::string etag = post(good_offer).header("ETag");
  const std::string candidate = "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n";
  EXPECT_EQ(patch(candidate).status, 204);
  EXPECT_EQ(patch(candidate, etag).status, 204);
  const Reply wrong = patch(candidate, "\"other\"");
  EXPECT_EQ(wrong.status, 412);
  EXPECT_EQ(wrong.code(), "precondition-failed");
}

TEST_F(Session, IceRestartNeedsItsTagAndGetsANewOne) {
  const std::string etag = post(good_offer).header("ETag");
  const std::string restart = "a=ice-ufrag:again\r\na=ice-pwd:againagainagainagain\r\n";
  const Reply without = patch(restart);
  EXPECT_EQ(without.status, 428);
  EXPECT_EQ(without.code(), "precondition-required");
  const Reply reply = patch(restart, etag);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "application/trickle-ice-sdpfrag");
  EXPECT_THAT(reply.body, HasSubstr("a=ice-ufrag:mine"));
  EXPECT_NE(reply.header("ETag"), etag);
}

TEST_F(Session, AnOfferThatComesAfterALaterOneIsRefused) {
  const auto numbered = [&](const std::string& number) {
    return call("POST", ada.path + "/session", ada.token, good_offer,
                {{"Content-Type", "application/sdp"}, {"Offer-Number", number}});
  };
  EXPECT_EQ(numbered("1").status, 201);
  const std::string etag = numbered("3").header("ETag");
  const Reply late = numbered("2");
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.code(), "precondition-failed");
  EXPECT_EQ(patch("a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n", etag).status, 204) << "its session is there";
  for (const std::string wrong : {"0", "-1", "1.5", "4x", "x", "18446744073709551616", "+5"})
    EXPECT_EQ(numbered(wrong).code(), "invalid-parameter") << wrong;
}

TEST_F(Session, HangingUpEndsTheSessionOnly) {
  post(good_offer);
  const Reply reply = call("DELETE", ada.path + "/session", ada.token);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(media.closes, 1);
  EXPECT_EQ(call("DELETE", ada.path + "/session", ada.token).code(), "no-session");
  EXPECT_EQ(patch("a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n").status, 409);
  EXPECT_EQ(call("GET", room, ada.token).json()["participants"], 1);
}

TEST_F(Session, UnreadableSdpIs400AndSdpWithoutCodec422) {
  const Reply unreadable = post("hello");
  EXPECT_EQ(unreadable.status, 400);
  EXPECT_EQ(unreadable.code(), "invalid-sdp");
  const Reply without = post("v=0\r\n");
  EXPECT_EQ(without.status, 422);
  EXPECT_EQ(without.code(), "unacceptable-sdp");
  EXPECT_EQ(without.json()["detail"], "The audio section lacks Opus.");
  EXPECT_EQ(call("DELETE", ada.path + "/session", ada.token).code(), "no-session");
}

TEST_F(Session, WrongContentTypeIs415) {
  for (const char* type : {"text/plain", "application/json", "application/sdpx"}) {
    const Reply reply = post(good_offer, type);
    EXPECT_EQ(reply.status, 415) << type;
    EXPECT_EQ(reply.code(), "unsupported-media-type");
  }
  EXPECT_EQ(post(good_offer, "Application/SDP; charset=utf-8").status, 201);
  EXPECT_EQ(media.offers, 1);
}

TEST_F(Session, NobodyElseMayOfferForAParticipant) {
  const Guest bob = join(room, "Bob");
  const Reply reply = call("POST", ada.path + "/session", bob.token, good_offer, {{"Content-Type", "application/sdp"}});
  EXPECT_EQ(reply.code(), "forbidden");
  EXPECT_EQ(media.offers, 0);
}

TEST_F(Session, WithoutAMediaProcessTheOfferIsToComeAgain) {
  media.is_ready = false;
  const Reply reply = post(good_offer);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.code(), "media-unavailable");
  EXPECT_EQ(reply.header("Retry-After"), "1");
  EXPECT_EQ(call("GET", "/readyz").status, 503);
  EXPECT_EQ(call("GET", "/healthz").status, 200);
}

TEST_F(Session, MediaProcessThatDoesNotAnswerInTimeMakesTheServerSayBusy) {
  media.answers = false;
  const Reply reply = post(good_offer);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.code(), "busy");
  EXPECT_EQ(reply.header("Retry-After"), "1");
}

}  // namespace
}  // namespace lethe::contract
