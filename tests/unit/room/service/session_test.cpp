// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers, the scene, and participants whose media end.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using wire::PeerState;

struct SessionTest : ServiceTest {
  RoomView room = new_room();
  Joined ada = join(room, "Ada");

  void tell(const wire::Event& event) { media.last().listener->on_media_event(event); }
  wire::PeerState connection(const Joined& who) {
    return service.people().read(front, room.id, who.participant.id).connection;
  }
  void hear_ada() {  // for long enough that she speaks
    for (int i = 0; i < 3; ++i) {
      tell(wire::Levels{{{1, 30}, {99, 10}}});
      pass(100ms);
    }
  }
  std::vector<wire::Marks> marks() { return media.last().all<wire::Marks>(); }
  std::vector<std::string> left() {
    std::vector<std::string> names;
    for (const auto& view : service.people().all(front, room.id)) names.push_back(view.display_name);
    return names;
  }
  // Code of what an offer comes to when the worker replies so.
  std::string offer(const Joined& who, const wire::Reply& reply) {
    std::string said;
    service.media().offer(actor(who.token), room.id, who.participant.id, "v=0", [&](const auto& answer) {
      const auto* error = std::get_if<Error>(&answer);
      said = error ? std::string(entry(error->code()).name) + " " + error->detail() : "answer";
    });
    EXPECT_EQ(said, "");
    media.last().reply(reply);
    return said;
  }
  std::string trickle(const std::string& fragment, const std::string& if_match, const wire::Reply& reply,
                      SessionAnswer* got = nullptr) {
    return code_of([&] {
      service.media().trickle(actor(ada.token), room.id, ada.participant.id, fragment, if_match,
                              [&](const auto& answer) {
                                if (got) *got = std::get<SessionAnswer>(answer);
                              });
      media.last().reply(reply);
    });
  }
};

TEST_F(SessionTest, WhoseAnswerHasNoPicturesHasNoCamera) {
  const auto camera = [&] { return service.people().read(front, room.id, ada.participant.id).camera; };
  const auto read = follow(front, room.id);
  const std::string refused = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 0 UDP/TLS/RTP/SAVPF 45\r\n";
  offer(ada, wire::Answer{refused});
  EXPECT_FALSE(camera());
  EXPECT_EQ(read->last("participant.updated")["camera"], false);
  offer(ada, wire::Answer{"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"});
  EXPECT_FALSE(camera());
  offer(ada, wire::Answer{refused + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"});
  EXPECT_TRUE(camera());
  EXPECT_EQ(read->last("participant.updated")["camera"], true);
}

TEST_F(SessionTest, WhoseLineIsEstimatedBeginsLowAndWatchesWhatTheLineCarries) {
  const auto step = [&] { return service.people().read(front, room.id, ada.participant.id).step; };
  EXPECT_EQ(offer(ada, wire::Answer{"v=0", true}), "answer");
  EXPECT_EQ(step(), "360p");
  EXPECT_EQ(scene().parts[0].goal, 1680) << "room to take the default step";
  tell(wire::Estimate{1, 1700});
  EXPECT_EQ(step(), "720p");
  tell(wire::Estimate{1, 290});
  EXPECT_EQ(step(), "360p");
  tell(wire::Estimate{77, 290});
  EXPECT_EQ(offer(ada, wire::Answer{"v=0", false}), "answer");
  EXPECT_EQ(step(), "720p") << "where nothing is estimated nothing limits";
  tell(wire::Estimate{1, 290});
  EXPECT_EQ(step(), "720p");
}

TEST_F(SessionTest, SendersAreAskedForWhatAViewerOfYoungEstimatesWillWatch) {
  EXPECT_EQ(offer(ada, wire::Answer{"v=0", true}), "answer");
  tell(wire::VideoChanged{1, wire::Picture::Camera, true, 640, 360});
  const int full = scene().parts[0].camera_in;
  tell(wire::Estimate{1, 50});
  EXPECT_EQ(scene().parts[0].camera_in, full);
  pass(5s);  // nothing better was seen
  tell(wire::Estimate{1, 50});
  pass(6s);  // and less was enough for a while
  EXPECT_LT(scene().parts[0].camera_in, full);
}

TEST_F(SessionTest, TheFirstOfferOpensAMediaSessionAndTheLastToLeaveClosesIt) {
  EXPECT_THAT(media.workers, IsEmpty());
  connect(ada);
  const auto bob = join(room, "Bob");
  connect(bob);
  EXPECT_EQ(media.open_sessions(), 1);
  EXPECT_THAT(media.workers, SizeIs(1));
  service.people().remove(front, room.id, ada.participant.id);
  EXPECT_THAT(media.last().all<wire::Close>(), SizeIs(1));
  EXPECT_THAT(tiles(), ElementsAre(2));
  EXPECT_EQ(media.open_sessions(), 1);
  service.people().remove(front, room.id, bob.participant.id);
  EXPECT_EQ(media.open_sessions(), 0);
}

TEST_F(SessionTest, AnAnswerBringsATagLabelsAndATile) {
  const auto first = connect(ada);
  EXPECT_EQ(first.sdp, "answer");
  EXPECT_THAT(first.etag, testing::MatchesRegex("[a-z2-7]{16}"));
  EXPECT_THAT(tiles(), ElementsAre(1));
  ASSERT_THAT(media.last().all<wire::Label>(), SizeIs(2));
  EXPECT_EQ(media.last().all<wire::Label>()[0].coverage, "Ada");
  EXPECT_NE(connect(ada).etag, first.etag) << "each session has its own";
}

TEST_F(SessionTest, WhoHasNoSessionHasNoTile) {
  const auto bob = join(room, "Bob");
  connect(bob);
  EXPECT_THAT(tiles(), ElementsAre(2));
  connect(ada);
  EXPECT_THAT(tiles(), ElementsAre(1, 2)) << "tiles stand in the order of joining";
}

TEST_F(SessionTest, AFailureIsToldWithItsCodeAndLeavesThingsAsTheyWere) {
  EXPECT_EQ(offer(ada, wire::Failure{"unacceptable-sdp", "no video codec"}), "unacceptable-sdp no video codec");
  EXPECT_EQ(offer(ada, wire::Failure{"invalid-sdp", ""}), "invalid-sdp ");
  EXPECT_EQ(offer(ada, wire::Failure{"made-up", ""}), "media-unavailable ");
  EXPECT_EQ(offer(ada, wire::Failure{"internal", ""}), "media-unavailable ");
  EXPECT_EQ(offer(ada, wire::Done{}), "media-unavailable ");
  EXPECT_THAT(tiles(), IsEmpty());
  EXPECT_THAT(media.last().all<wire::Label>(), IsEmpty());
  connect(ada);
  EXPECT_EQ(offer(ada, wire::Failure{"invalid-sdp", ""}), "invalid-sdp ");
  EXPECT_THAT(tiles(), ElementsAre(1)) << "the session before it goes on";
}

TEST_F(SessionTest, WithoutAWarmProcessAnOfferIsUnavailable) {
  media.warm = false;
  EXPECT_FALSE(service.ready());
  EXPECT_EQ(code_of([&] { offer(ada, wire::Done{}); }), "media-unavailable");
  media.warm = true;
  connect(ada);
  EXPECT_THAT(tiles(), ElementsAre(1));
}

TEST_F(SessionTest, ATrickleNeedsASessionButNoTag) {
  EXPECT_EQ(trickle("a=ice-ufrag:first\r\n", "", wire::Done{}), "no-session");
  const auto answer = connect(ada);
  SessionAnswer got;
  EXPECT_EQ(trickle("a=ice-ufrag:first\r\na=candidate:1", "", wire::Done{}, &got), "none");
  EXPECT_EQ(got.sdp, "");
  EXPECT_EQ(got.etag, answer.etag);
  EXPECT_EQ(trickle("a=candidate:1", "\"" + answer.etag + "\"", wire::Done{}), "none");
  EXPECT_EQ(trickle("a=candidate:1", "\"stale\"", wire::Done{}), "precondition-failed");
  EXPECT_THAT(media.last().all<wire::Trickle>(), SizeIs(2));
}

TEST_F(SessionTest, AnIceRestartNeedsTheTagAndMakesANewOne) {
  const auto answer = connect(ada);
  EXPECT_EQ(trickle("a=ice-ufrag:second\r\n", "", wire::Done{}), "precondition-required");
  EXPECT_EQ(trickle("a=ice-ufrag:second\r\n", "\"stale\"", wire::Done{}), "precondition-failed");
  SessionAnswer got;
  EXPECT_EQ(trickle("a=ice-ufrag:second\r\n", answer.etag, wire::Answer{"fragment"}, &got), "none");
  EXPECT_EQ(got.sdp, "fragment");
  EXPECT_NE(got.etag, answer.etag);
  EXPECT_EQ(trickle("a=ice-ufrag:second\r\na=candidate:1", "", wire::Done{}), "none") << "now it is the session's own";
  EXPECT_EQ(trickle("a=ice-ufrag:third\r\n", "*", wire::Answer{"fragment"}), "none") << "RFC 9725, 4.3.3";
}

TEST_F(SessionTest, HangingUpGivesUpTheTileButNotTheSeat) {
  EXPECT_EQ(code_of([&] { service.media().hang_up(actor(ada.token), room.id, ada.participant.id); }), "no-session");
  connect(ada);
  service.media().hang_up(actor(ada.token), room.id, ada.participant.id);
  EXPECT_THAT(tiles(), IsEmpty());
  EXPECT_THAT(media.last().all<wire::Close>(), SizeIs(1));
  EXPECT_THAT(left(), ElementsAre("Ada"));
}

TEST_F(SessionTest, AnAnswerThatComesAfterHangingUpIsOfNoUse) {
  std::string said;
  service.media().offer(actor(ada.token), room.id, ada.participant.id, "v=0",
                        [&](const auto& answer) { said = entry(std::get<Error>(answer).code()).name; });
  service.media().hang_up(actor(ada.token), room.id, ada.participant.id);
  media.last().reply(wire::Answer{"late"});
  EXPECT_EQ(said, "no-session");
  EXPECT_THAT(tiles(), IsEmpty());
}

TEST_F(SessionTest, AnOfferOfOneWhoIsGoneIsAnsweredOnceWithAnError) {
  const auto bob = join(room, "Bob");
  std::vector<std::string> said;
  const auto hear = [&](const auto& answer) { said.emplace_back(entry(std::get<Error>(answer).code()).name); };
  service.media().offer(actor(bob.token), room.id, bob.participant.id, "v=0", hear);
  service.people().remove(front, room.id, bob.participant.id);
  media.last().reply(wire::Answer{"late"});
  service.media().offer(actor(ada.token), room.id, ada.participant.id, "v=0", hear);
  service.rooms().remove(front, room.id);
  EXPECT_THAT(said, ElementsAre("not-found", "not-found"));
  EXPECT_EQ(media.open_sessions(), 0);
}

TEST_F(SessionTest, WhoseNetworkVanishesLeavesTheSceneAtOnceAndTheRoomLater) {
  const auto bob = join(room, "Bob");
  connect(ada);
  connect(bob);
  tell(wire::PeerChanged{1, PeerState::Connected});
  EXPECT_EQ(connection(ada), PeerState::Connected);
  tell(wire::PeerChanged{1, PeerState::Lost});
  EXPECT_EQ(connection(ada), PeerState::Lost);
  EXPECT_THAT(tiles(), ElementsAre(2));
  pass(29s);
  EXPECT_THAT(left(), ElementsAre("Ada", "Bob"));
  pass(1s);
  EXPECT_THAT(left(), ElementsAre("Bob"));
}

TEST_F(SessionTest, WhoComesBackInTimeStays) {
  connect(ada);
  tell(wire::PeerChanged{1, PeerState::Lost});
  pass(29s);
  connect(ada);
  EXPECT_EQ(connection(ada), PeerState::Connecting);
  EXPECT_THAT(tiles(), ElementsAre(1));
  pass(1h);
  EXPECT_THAT(left(), ElementsAre("Ada"));
}

TEST_F(SessionTest, NewsOfTheOldSessionDoNotEndTheNewOne) {
  connect(ada);
  service.media().offer(actor(ada.token), room.id, ada.participant.id, "v=0", [](const auto&) {});
  tell(wire::PeerChanged{1, PeerState::Lost});
  media.last().reply(wire::Answer{"again"});
  EXPECT_EQ(connection(ada), PeerState::Connecting);
  EXPECT_THAT(tiles(), ElementsAre(1));
}

TEST_F(SessionTest, NewsOfTheOldSessionCountWhenTheNewOneFails) {
  connect(ada);
  service.media().offer(actor(ada.token), room.id, ada.participant.id, "v=0", [](const auto&) {});
  tell(wire::PeerChanged{1, PeerState::Lost});
  media.last().reply(wire::Failure{"invalid-sdp", ""});
  EXPECT_EQ(connection(ada), PeerState::Lost);
  EXPECT_THAT(tiles(), IsEmpty());
}

TEST_F(SessionTest, WhoNeverPostsAnOfferLeavesAfterAMinute) {
  pass(59s);
  EXPECT_THAT(left(), ElementsAre("Ada"));
  pass(1s);
  EXPECT_THAT(left(), IsEmpty());
  EXPECT_EQ(service.rooms().all(front).size(), 1u) << "the room stays";
}

TEST_F(SessionTest, WhenTheProcessDiesAnotherTakesTheSameScene) {
  connect(ada);
  const auto bob = join(room, "Bob");
  const auto before = scene().revision;
  std::string said;
  service.media().offer(actor(bob.token), room.id, bob.participant.id, "v=0",
                        [&](const auto& answer) { said = entry(std::get<Error>(answer).code()).name; });
  media.last().die();
  EXPECT_EQ(said, "media-unavailable");
  ASSERT_THAT(media.workers, SizeIs(2));
  EXPECT_EQ(media.open_sessions(), 1);
  EXPECT_THAT(tiles(), IsEmpty()) << "nobody is connected to the new one yet";
  EXPECT_GT(scene().revision, before);
  connect(ada);
  connect(bob);
  EXPECT_THAT(tiles(), ElementsAre(1, 2));
  EXPECT_THAT(media.last().all<wire::Label>(), SizeIs(4));
}

TEST_F(SessionTest, WhenNoOtherProcessIsWarmTheNextOfferOpensOne) {
  connect(ada);
  media.warm = false;
  media.last().die();
  EXPECT_EQ(media.open_sessions(), 0);
  media.warm = true;
  connect(ada);
  EXPECT_EQ(media.open_sessions(), 1);
  EXPECT_THAT(tiles(), ElementsAre(1));
}

TEST_F(SessionTest, ASpeakerIsMarkedAndUnmarked) {
  connect(ada);
  const auto shown = media.last().scenes;
  hear_ada();
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1}}));
  EXPECT_TRUE(service.people().read(front, room.id, ada.participant.id).speaking);
  pass(1100ms);
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1}}, wire::Marks{}));
  EXPECT_FALSE(service.people().read(front, room.id, ada.participant.id).speaking);
  EXPECT_EQ(media.last().scenes, shown) << "it is no matter of the scene";
}

TEST_F(SessionTest, WhoIsMutedWhileSpeakingIsUnmarkedAtOnce) {
  connect(ada);
  hear_ada();
  service.people().patch(front, room.id, ada.participant.id, {.microphone = false, .camera = {}, .display_name = {}});
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1}}, wire::Marks{}));
}

TEST_F(SessionTest, ANewProcessMarksWhoSpeaksThere) {
  connect(ada);
  hear_ada();
  media.last().die();
  EXPECT_THAT(marks(), IsEmpty()) << "nobody is connected to it yet";
  connect(ada);
  hear_ada();
  EXPECT_THAT(marks(), ElementsAre(wire::Marks{{1}}));
}

TEST_F(SessionTest, WhoIsMutedDoesNotSpeak) {
  connect(ada);
  service.people().patch(front, room.id, ada.participant.id, {.microphone = false, .camera = {}, .display_name = {}});
  EXPECT_FALSE(scene().parts.at(0).heard);
  hear_ada();
  EXPECT_THAT(marks(), IsEmpty());
}

TEST_F(SessionTest, ANewNameIsDrawnAnew) {
  connect(ada);
  service.people().patch(actor(ada.token), room.id, ada.participant.id,
                         {.microphone = {}, .camera = {}, .display_name = "Countess"});
  EXPECT_EQ(media.last().all<wire::Label>().back().coverage, "Countess");
}

TEST_F(SessionTest, AViewerHasNeitherTileNorLabel) {
  const auto eve = join(room, "Eve", Role::Viewer);
  connect(eve);
  EXPECT_THAT(tiles(), IsEmpty());
  EXPECT_THAT(media.last().all<wire::Label>(), IsEmpty());
  ASSERT_THAT(scene().parts, SizeIs(1));
  EXPECT_FALSE(scene().parts[0].heard);
  EXPECT_EQ(scene().parts[0].view, scene().views[0].id);
}

TEST_F(SessionTest, TheSceneIsSentOnlyWhenItChanged) {
  connect(ada);
  const auto sent = media.last().scenes.size();
  for (int i = 0; i < 10; ++i) pass(200ms);
  join(room, "Bob");
  EXPECT_EQ(media.last().scenes.size(), sent);
  std::uint64_t revision = 0;
  for (const auto& one : media.last().scenes) {
    EXPECT_GT(one.revision, revision);
    revision = one.revision;
  }
}

}  // namespace
}  // namespace lethe::room
