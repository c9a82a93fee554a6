// SPDX-License-Identifier: AGPL-3.0-or-later
// People who take part without devices.
#include "mcu/room/access/tickets.hpp"
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Listening : public ServiceTest {
 protected:
  Joined join_listening(const RoomView& room, const std::string& name, Role role = Role::Participant) {
    JoinSpec spec{name, role};
    spec.listening = true;
    return service.people().join(front, room.id, spec);
  }
  TakenStream take(const Joined& who, wire::Form form = wire::Form::Webm) {
    return service.media().take_stream(
        service.media().issue_ticket(actor(who.token), who.room.id, who.participant.id, {form, 5}), {});
  }
  ParticipantView view(const Joined& who) { return service.people().read(front, who.room.id, who.participant.id); }
};

TEST_F(Listening, IsSaidInTheListAndBringsNoDeviceAndNoWebRtc) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  EXPECT_TRUE(ada.participant.listening);
  EXPECT_FALSE(ada.participant.microphone || ada.participant.camera);
  EXPECT_THAT(ada.ice_servers, IsEmpty());
  EXPECT_EQ(service.rooms().read(front, room.id).participants, 1);
  EXPECT_EQ(code_of([&] { connect(ada); }), "forbidden");
}

TEST_F(Listening, AStreamGivesASeatInTheSceneWithoutATile) {
  const auto room = new_room();
  connect(join(room, "Grace"));
  const auto ada = join_listening(room, "Ada", Role::Moderator);
  take(ada);
  const auto asked = media.last().all<wire::Listen>();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].form, wire::Form::Webm);
  ASSERT_THAT(scene().parts, SizeIs(2));
  EXPECT_EQ(scene().parts[1].seat, asked[0].seat);
  EXPECT_FALSE(scene().parts[1].heard || scene().parts[1].seen);
  EXPECT_EQ(scene().parts[1].view, scene().parts[0].view);
  EXPECT_EQ(scene().parts[1].step, 1) << "360p, unless it chooses";
  EXPECT_THAT(tiles(), ElementsAre(scene().parts[0].seat));
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connected);
}

TEST_F(Listening, NothingCanBeSwitchedOnButHandsChatAndLayoutsAreAsForAnybody) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  take(ada);
  const auto set = [&](auto member) {
    ParticipantPatch change;
    change.*member = true;
    return service.people().patch(actor(ada.token), room.id, ada.participant.id, change);
  };
  EXPECT_EQ(code_of([&] { set(&ParticipantPatch::microphone); }), "forbidden");
  EXPECT_EQ(code_of([&] { set(&ParticipantPatch::camera); }), "forbidden");
  EXPECT_EQ(code_of([&] { set(&ParticipantPatch::screen); }), "forbidden");
  EXPECT_EQ(code_of([&] { set(&ParticipantPatch::music); }), "forbidden");
  EXPECT_TRUE(set(&ParticipantPatch::hand).hand);
  service.chat().post(actor(ada.token), room.id, {"Hello", {}});
  EXPECT_THAT(service.chat().all(front, room.id), SizeIs(1));
}

TEST_F(Listening, ATicketIsGoodOnceAndForAMinuteAndForOneself) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada"), eve = join_listening(room, "Eve");
  const auto grace = join(room, "Grace");
  const auto ticket_of = [&](const Joined& who, const Joined& whose) {
    return service.media().issue_ticket(actor(who.token), room.id, whose.participant.id, {});
  };
  EXPECT_EQ(code_of([&] { ticket_of(eve, ada); }), "forbidden");
  EXPECT_EQ(code_of([&] { ticket_of(grace, grace); }), "forbidden");
  const std::string once = ticket_of(ada, ada);
  EXPECT_EQ(code_of([&] { service.media().take_stream(once, {}); }), "none");
  EXPECT_EQ(code_of([&] { service.media().take_stream(once, {}); }), "not-found");
  const std::string late = ticket_of(ada, ada);
  pass(61s);
  EXPECT_EQ(code_of([&] { service.media().take_stream(late, {}); }), "not-found");
}

TEST_F(Listening, ATicketForNewsIsNoneForAStream) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada"), eve = join_listening(room, "Eve");
  const auto news = [&](const Joined& who) {
    return service.events().issue_ticket(actor(who.token), room.id, ada.participant.id);
  };
  EXPECT_EQ(code_of([&] { news(eve); }), "forbidden");
  EXPECT_EQ(service.events().redeem_ticket(news(ada)).participant, ada.participant.id);
  EXPECT_EQ(code_of([&] { service.media().take_stream(news(ada), {}); }), "not-found");
}

TEST_F(Listening, TicketsOfOneAreBounded) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  const auto one_more = [&] { service.media().issue_ticket(actor(ada.token), room.id, ada.participant.id, {}); };
  for (std::size_t i = 0; i < Tickets::most_of_one; ++i) one_more();
  EXPECT_EQ(code_of(one_more), "too-many-requests");
}

TEST_F(Listening, WhoseLastStreamEndsHasHalfAMinuteToComeBack) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  const auto pictures = take(ada, wire::Form::Jpeg), sound = take(ada, wire::Form::Sound);
  service.media().stream_ended(pictures);
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connected) << "it still hears";
  service.media().stream_ended(sound);
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connecting);
  EXPECT_THAT(media.last().all<wire::Close>(), SizeIs(1));
  pass(29s);
  const auto again = take(ada);
  service.media().stream_ended(sound);  // told twice
  pass(60s);
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connected);
  service.media().stream_ended(again);
  pass(31s);
  EXPECT_EQ(code_of([&] { view(ada); }), "not-found");
}

TEST_F(Listening, AReplacedStreamThatEndsEndsNothing) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  const auto first = take(ada);
  take(ada);
  service.media().stream_ended(first);
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connected);
}

TEST_F(Listening, WhoIsRemovedLosesItsStreams) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  const auto stream = take(ada);
  const std::string ticket = service.media().issue_ticket(actor(ada.token), room.id, ada.participant.id, {});
  connect(join(room, "Grace"));  // keeps the media process
  service.people().remove(front, room.id, ada.participant.id);
  EXPECT_EQ(media.last().all<wire::Close>().back().seat, media.last().all<wire::Listen>().back().seat);
  EXPECT_EQ(code_of([&] { service.media().take_stream(ticket, {}); }), "not-found");
  service.media().stream_ended(stream);
}

TEST_F(Listening, WaitsInTheLobbyLikeAnybody) {
  const auto room = service.rooms().create(front, with(&RoomSettings::lobby, true));
  const auto invitation = service.rooms().invite(front, room.id, {});
  JoinSpec wanted{"Ada", {}};
  wanted.listening = true;
  const auto ada = service.people().join(actor(invitation.token), room.id, wanted);
  EXPECT_EQ(ada.participant.state, Admission::Waiting);
  EXPECT_EQ(code_of([&] { take(ada); }), "forbidden");
  const auto read = follow(actor(ada.token), room.id);
  service.people().admit(front, room.id, ada.participant.id);
  EXPECT_TRUE(read->last("participant.admitted")["participant"]["listening"]);
  EXPECT_THAT(read->last("participant.admitted")["iceServers"], IsEmpty());
  EXPECT_EQ(code_of([&] { take(ada); }), "none");
}

TEST_F(Listening, ComesBackAfterTheMediaProcessWasLost) {
  const auto room = new_room();
  const auto ada = join_listening(room, "Ada");
  const auto stream = take(ada);
  media.last().die();
  service.media().stream_ended(stream);
  EXPECT_EQ(view(ada).connection, wire::PeerState::Connecting);
  take(ada);
  EXPECT_THAT(media.last().all<wire::Listen>(), SizeIs(1));
}

}  // namespace
}  // namespace lethe::room
