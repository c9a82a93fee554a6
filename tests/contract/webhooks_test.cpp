// SPDX-License-Identifier: AGPL-3.0-or-later
// What webhook receivers are told about rooms, and that the contract says so.
#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"
#include "tests/unit/api/webhook_receiver.hpp"

namespace lethe::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<config::WebhookEvent> all_events() {
  std::vector<config::WebhookEvent> all;
  for (const auto& [event, name] : names(config::WebhookEvent{})) all.push_back(event);
  return all;
}

class WebhooksOfRooms : public ServerTest {
 protected:
  void SetUp() override {
    const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    config.webhooks = {{plain.url(), secret, all_events(), false}, {named.url(), secret, all_events(), true}};
    ServerTest::SetUp();
  }
  void TearDown() override {
    plain.stop();
    named.stop();
    ServerTest::TearDown();
  }
  test::WebhookReceiver plain, named;
};

TEST_F(WebhooksOfRooms, EveryEventIsToldAsDocumentedAndNamesOnlyWhereWanted) {
  const std::string room = create_room(R"({"name":"Confidential","lobby":true})"), id = room.substr(14);
  const Guest mo = join(room, "Moriarty", "moderator");
  const Reply knocked = call("POST", room + "/participants", invite(room), R"({"displayName":"Evelyn"})");
  EXPECT_EQ(call("POST", knocked.header("Location") + "/admit", mo.token).status, 200);
  EXPECT_EQ(call("DELETE", knocked.header("Location"), frontend).status, 204);
  EXPECT_EQ(call("DELETE", room, frontend).status, 204);
  const auto got = plain.first(6), with_names = named.first(6);
  std::vector<std::string> types, documented;
  for (const auto& one : got) {
    types.push_back(one.json()["type"]);
    EXPECT_THAT(Contract::get().webhook_violations(one.json()), IsEmpty());
    EXPECT_EQ(one.json()["data"]["room"]["id"], id);
    EXPECT_THAT(one.body, Not(HasSubstr("Confidential")));
    EXPECT_THAT(one.body, Not(HasSubstr("Moriarty")));
    EXPECT_THAT(one.body, Not(HasSubstr("Evelyn")));
  }
  EXPECT_THAT(types, ElementsAre("room.created", "participant.joined", "participant.waiting", "participant.joined",
                                 "participant.left", "room.ended"));
  EXPECT_EQ(got[1].json()["data"]["participant"], (nlohmann::json{{"id", mo.id}, {"role", "moderator"}}));
  EXPECT_EQ(got[4].json()["data"]["reason"], "removed");
  for (const auto& one : with_names) {
    EXPECT_THAT(Contract::get().webhook_violations(one.json()), IsEmpty());
    EXPECT_EQ(one.json()["data"]["room"]["name"], "Confidential");
  }
  EXPECT_EQ(with_names[2].json()["data"]["participant"]["displayName"], "Evelyn");
}

TEST_F(WebhooksOfRooms, ReadersOfTheTransparencyPageAreToldThatOthersAreTold) {
  EXPECT_THAT(call("GET", "/api/v1/transparency").body, HasSubstr("with the names of rooms and people"));
}

TEST(WebhookDocument, HasEveryEventAndNoOther) {
  std::set<std::string> known;
  for (const auto& [event, name] : names(config::WebhookEvent{})) known.emplace(name);
  EXPECT_EQ(Contract::get().webhooks(), known);
}

}  // namespace
}  // namespace lethe::contract
