// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/sessions.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;

struct SessionsPart : PartTest {
  Shares shares{people};
  Layouts layouts{limits, people, shares, *this};
  SceneKeeper scenes{around, people, voices, shares, layouts, steps, media, events};
  Sessions sessions{around, people, voices, scenes, steps, media, events, *this};
  std::vector<std::string> answers;  // the SDP of each answer, or the error's code
  OnAnswer done = [this](const auto& answer) {
    const auto* good = std::get_if<SessionAnswer>(&answer);
    answers.push_back(good ? good->sdp : std::string(entry(std::get<Error>(answer).code()).name));
  };
  void connect(const std::string& id) {
    sessions.offer(id, "v=0\r\na=ice-ufrag:first\r\n", done);
    recorded.last().reply(wire::Answer{"answer"});
  }
};

TEST_F(SessionsPart, ASessionLivesFromItsAnswerUntilItIsHungUp) {
  add("ada").leaves_at = time + 60s;
  connect("ada");
  EXPECT_THAT(answers, ElementsAre("answer"));
  EXPECT_TRUE(people.get("ada").live);
  EXPECT_FALSE(people.get("ada").leaves_at);
  EXPECT_EQ(settled, 1);
  sessions.hang_up("ada");
  EXPECT_FALSE(people.get("ada").live);
  EXPECT_EQ(people.get("ada").leaves_at, time + 60s);
  EXPECT_EQ(recorded.last().all<wire::Close>().size(), 1u);
  EXPECT_EQ(settled, 2);
  EXPECT_EQ(code_of([&] { sessions.hang_up("ada"); }), "no-session");
}

TEST_F(SessionsPart, AnAnswerFromBeforeAHangUpComesTooLate) {
  add("ada");
  sessions.offer("ada", "v=0\r\n", done);
  sessions.hang_up("ada");
  recorded.last().reply(wire::Answer{"late"});
  EXPECT_THAT(answers, ElementsAre("no-session"));
  EXPECT_FALSE(people.get("ada").live);
  people.get("ada").listens = true;
  EXPECT_EQ(code_of([&] { sessions.offer("ada", "v=0\r\n", done); }), "forbidden");
}

TEST_F(SessionsPart, AnOfferThatArrivesAfterALaterOneChangesNothing) {
  add("ada");
  sessions.offer("ada", "v=0\r\n", done, 2);
  recorded.last().reply(wire::Answer{"second"});
  const std::string etag = people.get("ada").etag;
  const auto asked = recorded.last().all<wire::Offer>().size();
  EXPECT_EQ(code_of([&] { sessions.offer("ada", "v=0\r\n", done, 1); }), "precondition-failed");
  EXPECT_EQ(people.get("ada").offers_pending, 0);
  EXPECT_EQ(people.get("ada").etag, etag);
  EXPECT_EQ(recorded.last().all<wire::Offer>().size(), asked);
  sessions.offer("ada", "v=0\r\n", done, 3);
  recorded.last().reply(wire::Answer{"third"});
  sessions.offer("ada", "v=0\r\n", done);  // a client that does not count
  recorded.last().reply(wire::Answer{"fourth"});
  EXPECT_THAT(answers, ElementsAre("second", "third", "fourth"));
}

TEST_F(SessionsPart, WhoseNetworkIsLostIsToldAloneAndADeviceLeaves) {
  add("ada");
  add("cam").device = Device{};
  connect("ada");
  connect("cam");
  const auto hers = follow("ada"), outside = follow();
  sessions.on(wire::PeerChanged{1, wire::PeerState::Lost});
  EXPECT_THAT(types(*hers), ElementsAre("session.lost"));
  EXPECT_THAT(*outside, testing::IsEmpty());
  EXPECT_EQ(people.get("ada").leaves_at, time + 30s);
  sessions.on(wire::PeerChanged{2, wire::PeerState::Lost});
  EXPECT_EQ(people.find("cam"), nullptr);
}

TEST_F(SessionsPart, WhatChangesNothingSettlesNothing) {
  add("ada");
  connect("ada");
  const int before = settled;
  sessions.on(wire::PeerChanged{1, wire::PeerState::Connecting});
  sessions.on(wire::PeerChanged{9, wire::PeerState::Connected});
  sessions.on(wire::Estimate{1, 500});
  EXPECT_EQ(settled, before);
  sessions.on(wire::PeerChanged{1, wire::PeerState::Connected});
  sessions.on(wire::VideoChanged{1, wire::Picture::Screen, true, 800, 600});
  EXPECT_EQ(settled, before + 2);
  EXPECT_EQ(people.get("ada").screen->width, 800);
}

TEST_F(SessionsPart, AnIceRestartHasToNameTheSessionThatItRestarts) {
  add("ada");
  connect("ada");
  const std::string restart = "a=ice-ufrag:second\r\n", etag = people.get("ada").etag;
  EXPECT_EQ(code_of([&] { sessions.trickle("ada", restart, "", done); }), "precondition-required");
  EXPECT_EQ(code_of([&] { sessions.trickle("ada", restart, "\"other\"", done); }), "precondition-failed");
  sessions.trickle("ada", restart, "\"" + etag + "\"", done);
  recorded.last().reply(wire::Answer{"fragment"});
  EXPECT_THAT(answers, ElementsAre("answer", "fragment"));
  EXPECT_NE(people.get("ada").etag, etag);
}

}  // namespace
}  // namespace lethe::room
