// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/webhooks/webhooks.hpp"

#include <gmock/gmock.h>

#include "api/webhooks/webhook_signature.hpp"
#include "tests/unit/api/webhook_receiver.hpp"

namespace lethe::api {
namespace {

using namespace std::chrono_literals;
using test::WebhookReceiver;
using Event = config::WebhookEvent;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

TEST(WebhookSignature, IsThatOfTheSpecification) {
  EXPECT_EQ(webhook_signature("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121,
                              R"({"event_type":"ping","data":{"success":true}})"),
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
}

TEST(WebhookSignature, KeysOfAnyLengthAreRead) {
  const auto of = [](const char* key) { return webhook_signature(key, "m", 1, "{}"); };
  // 24, 25 and 26 bytes; computed with Python's hmac.
  EXPECT_EQ(of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "v1,pSUjUeLUIrMUCyBzIYRJ38upRF5th3K/GYRFjt5bka0=");
  EXPECT_EQ(of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQ=="), "v1,kAGjizSmgRuGu20v6xhz3P0T2wiuYWP0gO7+fF3Pk1g=");
  EXPECT_EQ(of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQI="), "v1,ZWUSl+gSMZTfnV9UidRlWd7zy49wIzrDC/EIQKrRLnE=");
}

class WebhooksTest : public testing::Test {
 protected:
  std::unique_ptr<Webhooks> make(Webhooks::Options options = {.pauses = {1ms, 1ms}}, std::vector<Event> events = {}) {
    if (events.empty()) events = {Event::RoomCreated, Event::RoomEnded};
    return std::make_unique<Webhooks>(std::vector{config::Webhook{receiver.url(), secret, events, false}}, options);
  }
  static room::Notice created(const std::string& room) { return {"room.created", room, "Secret name"}; }
  static bool eventually(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }
  WebhookReceiver receiver;
};

TEST_F(WebhooksTest, EventIsPostedAndSignedWithoutNames) {
  const auto hooks = make();
  hooks->tell(created("r"));
  const auto got = receiver.first(1);
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].line, "POST /hook HTTP/1.1");
  EXPECT_EQ(got[0].headers.at("content-type"), "application/json");
  const std::string id = got[0].headers.at("webhook-id");
  const std::int64_t time = std::stoll(got[0].headers.at("webhook-timestamp"));
  EXPECT_EQ(got[0].headers.at("webhook-signature"), webhook_signature(secret, id, time, got[0].body));
  EXPECT_LE(std::abs(time - std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())), 60);
  EXPECT_EQ(got[0].json()["type"], "room.created");
  EXPECT_EQ(got[0].json()["data"], (nlohmann::json{{"room", {{"id", "r"}}}}));
  EXPECT_TRUE(eventually([&] { return hooks->counts().delivered == 1; }));
}

TEST_F(WebhooksTest, OnlyTheEventsThatAreWantedAreTold) {
  const auto hooks = make({}, {Event::RoomEnded});
  hooks->tell(created("r"));
  hooks->tell({"room.ended", "r", "Secret name"});
  EXPECT_EQ(receiver.first(1).at(0).json()["type"], "room.ended");
}

TEST_F(WebhooksTest, FailureIsTriedAgainWithTheSameIdAndInOrder) {
  receiver.answer({500, 302});
  const auto hooks = make();
  hooks->tell(created("first"));
  hooks->tell(created("second"));
  const auto got = receiver.first(4);
  ASSERT_EQ(got.size(), 4U);
  for (const int i : {0, 1, 2}) {
    EXPECT_EQ(got[static_cast<std::size_t>(i)].json()["data"]["room"]["id"], "first");
    EXPECT_EQ(got[static_cast<std::size_t>(i)].headers.at("webhook-id"), got[0].headers.at("webhook-id"));
  }
  EXPECT_EQ(got[3].json()["data"]["room"]["id"], "second");
  EXPECT_NE(got[3].headers.at("webhook-id"), got[0].headers.at("webhook-id"));
  EXPECT_TRUE(eventually([&] { return hooks->counts().delivered == 2; }));
  EXPECT_EQ(hooks->counts().failed, 2U);
  EXPECT_EQ(hooks->counts().dropped, 0U);
}

TEST_F(WebhooksTest, WhatFailsTooOftenIsDroppedAndTheLogSaysOnlyThat) {
  receiver.answer({500, 500, 500});
  testing::internal::CaptureStderr();
  const auto hooks = make();
  hooks->tell(created("first"));
  hooks->tell(created("second"));
  EXPECT_TRUE(eventually([&] { return hooks->counts().delivered == 1; }));
  EXPECT_EQ(receiver.first(4).back().json()["data"]["room"]["id"], "second");
  EXPECT_EQ(hooks->counts().dropped, 1U);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning webhooks-dropped dropped=1 dropped_in_all=1\n");
}

TEST_F(WebhooksTest, ReceiverThatDoesNotAnswerIsGivenUp) {
  receiver.answer({WebhookReceiver::silence});
  const auto hooks = make({.patience = 50ms, .pauses = {1ms}});
  hooks->tell(created("r"));
  EXPECT_EQ(receiver.first(2).size(), 2U);
  EXPECT_TRUE(eventually([&] { return hooks->counts().delivered == 1; }));
}

TEST_F(WebhooksTest, TellingNeverWaitsAndTheQueueIsBounded) {
  receiver.answer({WebhookReceiver::silence});
  const auto hooks = make({.queue_most = 10, .patience = 10s});
  hooks->tell(created("r"));
  receiver.first(1);
  const auto start = std::chrono::steady_clock::now();
  testing::internal::CaptureStderr();
  for (int i = 0; i < 100; ++i) hooks->tell(created("r"));
  EXPECT_EQ(hooks->counts().dropped, 91U) << "one is under way, nine wait";
  hooks->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s) << "nor does stopping wait for the receiver";
  EXPECT_EQ(hooks->counts().dropped, 101U);
  testing::internal::GetCapturedStderr();
}

TEST_F(WebhooksTest, SlowReceiverDelaysNoOther) {
  WebhookReceiver other;
  receiver.answer({500});
  const std::vector<Event> events{Event::RoomCreated};
  Webhooks hooks({{receiver.url(), secret, events, false}, {other.url(), secret, events, false}},
                 {.pauses = {std::chrono::hours(1)}});
  hooks.tell(created("r"));
  hooks.tell(created("s"));
  EXPECT_EQ(other.first(2).size(), 2U);
  EXPECT_EQ(receiver.first(1).size(), 1U);
  testing::internal::CaptureStderr();
  hooks.stop();
  testing::internal::GetCapturedStderr();
}

TEST_F(WebhooksTest, ReceiverThatIsNotThereOrNotTrustedFailsAndNothingElse) {
  const std::vector<Event> events{Event::RoomCreated};
  testing::internal::CaptureStderr();
  const std::string tls = "https" + receiver.url().substr(4);
  Webhooks hooks({{"http://127.0.0.1:1/x", secret, events, false}, {tls, secret, events, false}},
                 {.patience = 500ms, .pauses = {}});
  hooks.tell(created("r"));
  EXPECT_TRUE(eventually([&] { return hooks.counts().dropped == 2; }));
  testing::internal::GetCapturedStderr();
}

}  // namespace
}  // namespace lethe::api
