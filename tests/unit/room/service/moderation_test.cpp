// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands, roles, muting all and asking to unmute.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Moderation : public ServiceTest {
 protected:
  RoomView room = new_room();
  Joined mo = join(room, "Mo", Role::Moderator), ada = join(room, "Ada"), bob = join(room, "Bob"),
         vi = join(room, "Vi", Role::Viewer);

  ParticipantView patch(const Actor& who, const Joined& whom, const ParticipantPatch& change) {
    return service.people().patch(who, room.id, whom.participant.id, change);
  }
  ParticipantView patch(const Joined& who, const Joined& whom, const ParticipantPatch& change) {
    return patch(actor(who.token), whom, change);
  }
  static ParticipantPatch hand(bool up) {
    ParticipantPatch change;
    change.hand = up;
    return change;
  }
  static ParticipantPatch role(Role role) {
    ParticipantPatch change;
    change.role = role;
    return change;
  }
  wire::Part part(wire::Seat seat) {
    for (const auto& one : scene().parts)
      if (one.seat == seat) return one;
    return {};
  }
  bool microphone(const Joined& whom) { return service.people().read(front, room.id, whom.participant.id).microphone; }
};

TEST_F(Moderation, HandGoesUpByOneselfAndDownByModeratorsToo) {
  const auto read = follow(front, room.id);
  const auto up = patch(vi, vi, hand(true)).hand;
  ASSERT_TRUE(up);
  EXPECT_THAT(*up, testing::MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_EQ(read->last("participant.updated")["hand"], *up);
  time += 5s;
  EXPECT_EQ(patch(vi, vi, hand(true)).hand, up) << "its place in the row stays";
  EXPECT_EQ(code_of([&] { patch(ada, vi, hand(false)); }), "forbidden");
  EXPECT_EQ(code_of([&] { patch(mo, ada, hand(true)); }), "forbidden");
  EXPECT_FALSE(patch(mo, vi, hand(false)).hand);
  EXPECT_FALSE(read->last("participant.updated").contains("hand"));
  patch(ada, ada, hand(true));
  EXPECT_FALSE(patch(ada, ada, hand(false)).hand);
}

TEST_F(Moderation, MusicIsOnesOwnChoiceAndOnlyOfWhoIsHeard) {
  ParticipantPatch music;
  music.music = true;
  for (const auto& one : {mo, ada, vi}) connect(one);
  EXPECT_FALSE(part(2).music);
  EXPECT_EQ(code_of([&] { patch(mo, ada, music); }), "forbidden");
  const auto read = follow(front, room.id);
  EXPECT_TRUE(patch(ada, ada, music).music);
  EXPECT_TRUE(read->last("participant.updated")["music"]);
  EXPECT_TRUE(part(2).music);
  patch(vi, vi, music);
  EXPECT_FALSE(part(4).music);
  music.music = false;
  EXPECT_FALSE(patch(ada, ada, music).music);
  EXPECT_FALSE(part(2).music);
}

TEST_F(Moderation, TheSoundOfASharedScreenIsHeardWhileTheMicrophoneIsOff) {
  for (const auto& one : {mo, ada}) connect(one);
  const auto set = [&](const Joined& who, std::optional<bool> ParticipantPatch::*what, bool value) {
    ParticipantPatch change;
    change.*what = value;
    patch(who, ada, change);
    return part(2).heard;
  };
  EXPECT_FALSE(set(ada, &ParticipantPatch::microphone, false));
  EXPECT_FALSE(set(ada, &ParticipantPatch::screen, true));
  EXPECT_TRUE(set(ada, &ParticipantPatch::music, true));
  EXPECT_FALSE(set(mo, &ParticipantPatch::screen, false)) << "a host ends the share, and its sound";
}

TEST_F(Moderation, NobodyRisesByItself) {
  for (const Joined& who : {ada, vi}) {
    EXPECT_EQ(code_of([&] { patch(who, who, role(Role::Moderator)); }), "forbidden");
    EXPECT_EQ(code_of([&] { patch(who, bob, role(Role::Viewer)); }), "forbidden");
  }
  EXPECT_EQ(patch(front, ada, role(Role::Moderator)).role, Role::Moderator);
  EXPECT_EQ(patch(mo, mo, role(Role::Participant)).role, Role::Participant) << "a moderator may step down";
  EXPECT_EQ(code_of([&] { patch(mo, mo, role(Role::Moderator)); }), "forbidden");
}

TEST_F(Moderation, RoleCountsAtOnceForWhatOneMay) {
  patch(mo, ada, role(Role::Moderator));
  service.people().remove(actor(ada.token), room.id, bob.participant.id);
  patch(front, ada, role(Role::Participant));
  EXPECT_EQ(code_of([&] { service.people().remove(actor(ada.token), room.id, vi.participant.id); }), "forbidden");
}

TEST_F(Moderation, WhoIsMadeAViewerIsNeitherHeardNorSeen) {
  for (const auto& one : {mo, ada, bob}) connect(one);
  ParticipantPatch share;
  share.screen = true;
  patch(ada, ada, share);
  service.layouts().set(front, room.id, {.kind = LayoutKind::Speaker, .pins = {ada.participant.id}});
  EXPECT_TRUE(part(2).heard);
  EXPECT_THAT(tiles(), Contains(2u));
  const auto made = patch(mo, ada, role(Role::Viewer));
  EXPECT_FALSE(made.screen);
  EXPECT_EQ(made.step, "360p") << "a viewer's best";
  EXPECT_FALSE(part(2).heard);
  EXPECT_FALSE(part(2).seen);
  EXPECT_THAT(tiles(), Not(Contains(2u)));
  EXPECT_THAT(service.layouts().read(front, room.id).pins, IsEmpty());
  EXPECT_EQ(code_of([&] { patch(ada, ada, share); }), "forbidden");
}

TEST_F(Moderation, WhoIsGivenAVoiceOpensItItself) {
  connect(vi);
  EXPECT_EQ(last_offer_seat(), 4u);
  media.last().listener->on_media_event(wire::VideoChanged{4, wire::Picture::Camera, true, 640, 360});
  const auto before = media.last().all<wire::Label>().size();
  EXPECT_THAT(tiles(), IsEmpty());
  const auto made = patch(mo, vi, role(Role::Participant));
  EXPECT_FALSE(made.microphone);
  EXPECT_FALSE(made.camera);
  EXPECT_FALSE(part(4).heard);
  EXPECT_THAT(tiles(), ElementsAre(4u));
  EXPECT_THAT(media.last().all<wire::Label>(), SizeIs(before + 2)) << "its name and avatar are drawn";
  patch(vi, vi, {.microphone = true, .camera = true, .display_name = {}});
  EXPECT_TRUE(part(4).heard);
  EXPECT_TRUE(part(4).seen);
}

TEST_F(Moderation, WhoBecomesAModeratorSeesWhoWaitsAndNoLongerAfterwards) {
  service.rooms().patch(front, room.id, with(&RoomSettings::lobby, true), {});
  const auto guest = actor(service.rooms().invite(front, room.id, {}).token);
  service.people().join(guest, room.id, {"Eve", {}});
  const auto read = follow(actor(ada.token), room.id);
  patch(mo, ada, role(Role::Moderator));
  EXPECT_THAT(read->types(), ElementsAre("snapshot", "participant.updated", "snapshot"));
  EXPECT_EQ(read->last("snapshot")["waiting"][0]["displayName"], "Eve");
  service.people().join(guest, room.id, {"Ida", {}});
  EXPECT_EQ(read->last("participant.waiting")["displayName"], "Ida");
  patch(mo, ada, role(Role::Viewer));
  EXPECT_THAT(read->last("snapshot")["waiting"], IsEmpty());
  service.people().join(guest, room.id, {"Kim", {}});
  EXPECT_EQ(read->events.back().type, "snapshot");
  patch(mo, ada, role(Role::Participant));
  EXPECT_EQ(read->events.back().type, "participant.updated") << "it sees what it saw";
}

TEST_F(Moderation, WhoEntersARoomThatWantsItStartsMutedAndOpensItsMicrophoneItself) {
  service.rooms().patch(actor(mo.token), room.id, with(&RoomSettings::mute_on_entry, true), {});
  EXPECT_TRUE(microphone(bob)) << "who is inside goes on";
  const auto read = follow(front, room.id);
  const auto eve = join(room, "Eve"), chair = join(room, "Chair", Role::Moderator);
  EXPECT_FALSE(eve.participant.microphone);
  EXPECT_TRUE(eve.participant.camera);
  EXPECT_TRUE(chair.participant.microphone);
  EXPECT_FALSE(read->events.at(1).data.find(R"("microphone":false)") == std::string::npos) << "all are told";
  connect(eve);
  const auto seat = last_offer_seat();
  EXPECT_FALSE(part(seat).heard);
  EXPECT_TRUE(patch(eve, eve, {.microphone = true, .camera = {}, .display_name = {}}).microphone);
  EXPECT_TRUE(part(seat).heard);
  service.rooms().patch(front, room.id, with(&RoomSettings::mute_on_entry, false), {});
  EXPECT_TRUE(join(room, "Ida").participant.microphone);
}

TEST_F(Moderation, WhoIsLetInFromTheLobbyStartsMutedTooWhereTheRoomWantsIt) {
  RoomPatch wanted = with(&RoomSettings::mute_on_entry, true);
  wanted.settings.set(&RoomSettings::lobby, true);
  service.rooms().patch(front, room.id, wanted, {});
  const auto guest = actor(service.rooms().invite(front, room.id, {}).token);
  const auto eve = service.people().join(guest, room.id, {"Eve", {}});
  const auto read = follow(actor(eve.token), room.id);
  EXPECT_FALSE(service.people().admit(actor(mo.token), room.id, eve.participant.id).microphone);
  EXPECT_FALSE(read->last("participant.admitted")["participant"]["microphone"]);
}

TEST_F(Moderation, AllAreMutedButSome) {
  const auto read = follow(front, room.id);
  for (const auto& one : {mo, ada, bob}) connect(one);
  const auto scenes = media.last().scenes.size();
  service.people().mute_all_but(actor(mo.token), room.id, {{ada.participant.id, "nobody"}});
  EXPECT_TRUE(microphone(mo));
  EXPECT_TRUE(microphone(ada));
  EXPECT_FALSE(microphone(bob));
  EXPECT_FALSE(part(3).heard);
  EXPECT_THAT(media.last().scenes, SizeIs(scenes + 1)) << "one for all of them";
  EXPECT_EQ(read->last("participant.updated")["id"], bob.participant.id);
  const auto count = read->events.size();
  service.people().mute_all_but(front, room.id, {});
  EXPECT_FALSE(microphone(mo));
  EXPECT_FALSE(microphone(ada));
  EXPECT_THAT(read->events, SizeIs(count + 2)) << "nobody else has changed";
  patch(bob, bob, {.microphone = true, .camera = {}, .display_name = {}});
  EXPECT_EQ(code_of([&] { service.people().mute_all_but(actor(bob.token), room.id, {}); }), "forbidden");
}

TEST_F(Moderation, OnlyTheOneWhoIsAskedToUnmuteHearsOfIt) {
  const auto hers = follow(actor(ada.token), room.id), his = follow(actor(bob.token), room.id);
  service.people().ask_to_unmute(actor(mo.token), room.id, ada.participant.id);
  EXPECT_EQ(hers->last("unmute.requested"), (Json{{"by", "Mo"}}));
  EXPECT_EQ(hers->events.back().id, 0u) << "it passes";
  service.people().ask_to_unmute(front, room.id, ada.participant.id);
  EXPECT_EQ(hers->last("unmute.requested"), Json::object());
  EXPECT_THAT(his->types(), ElementsAre("snapshot"));
  EXPECT_EQ(code_of([&] { service.people().ask_to_unmute(front, room.id, "nobody"); }), "not-found");
  EXPECT_EQ(code_of([&] { service.people().ask_to_unmute(actor(bob.token), room.id, ada.participant.id); }),
            "forbidden");
}

}  // namespace
}  // namespace lethe::room
