// SPDX-License-Identifier: AGPL-3.0-or-later
// Spoken chat lines: who may write them, their order, and what ends them.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SpeechTest : public ServiceTest {
 protected:
  SpeechTest() { switch_on(true); }

  void switch_on(bool on) {
    const RoomPatch patch = with(&RoomSettings::spoken_chat, on);
    EXPECT_EQ(service.rooms().patch(actor(mo.token), room.id, patch, {}).settings.spoken_chat, on);
  }
  Message speak(const Joined& who, const std::string& text, const std::string& language = "en") {
    return service.chat().post(actor(who.token), room.id, {.text = text, .spoken = true, .language = language});
  }
  void connect_one() { connect(ada); }
  std::vector<std::string> captions() {
    std::vector<std::string> all;
    for (const auto& say : media.last().all<wire::Say>()) all.push_back(say.caption.coverage);
    return all;
  }
  void finish() { media.last().listener->on_media_event(wire::Said{media.last().all<wire::Say>().back().number}); }
  std::size_t hushes() { return media.last().all<wire::Hush>().size(); }

  RoomView room = new_room();
  Joined mo = join(room, "Mo", Role::Moderator), ada = join(room, "Ada"), bob = join(room, "Bob"),
         vi = join(room, "Vi", Role::Viewer);
};

TEST_F(SpeechTest, ALineIsSaidWithItsAuthorsNameInItsLanguageAndKept) {
  connect_one();
  EXPECT_TRUE(speak(bob, "Ich\nhöre zu.", "de").spoken);
  EXPECT_THAT(spoken, ElementsAre("de Bob: Ich höre zu."));
  EXPECT_THAT(captions(), ElementsAre("Bob: Ich höre zu."));
  EXPECT_EQ(service.chat().all(front, room.id).at(0).text, "Ich\nhöre zu.");
}

TEST_F(SpeechTest, LinesFollowEachOtherAndAnOldEndEndsNothing) {
  connect_one();
  speak(ada, "one");
  const auto first = media.last().all<wire::Say>().back().number;
  speak(bob, "two");
  speak(mo, "three");
  EXPECT_THAT(captions(), ElementsAre("Ada: one"));
  finish();
  EXPECT_THAT(captions(), ElementsAre("Ada: one", "Bob: two"));
  media.last().listener->on_media_event(wire::Said{first});
  EXPECT_THAT(captions(), SizeIs(2));
  finish();
  finish();
  EXPECT_THAT(captions(), ElementsAre("Ada: one", "Bob: two", "Mo: three"));
  EXPECT_EQ(hushes(), 0U);
}

TEST_F(SpeechTest, OnlyWhereTheRoomSaysSoForAllAndShort) {
  connect_one();
  switch_on(false);
  EXPECT_EQ(code_of([&] { speak(ada, "x"); }), "speech-off");
  switch_on(true);
  EXPECT_EQ(code_of([&] { speak(vi, "x"); }), "forbidden");
  EXPECT_EQ(code_of([&] { speak(ada, std::string(141, 'x')); }), "invalid-field");
  EXPECT_EQ(code_of([&] { speak(ada, "x", "EN"); }), "invalid-field");
  EXPECT_EQ(code_of([&] {
              service.chat().post(actor(ada.token), room.id, {.text = "x", .to = bob.participant.id, .spoken = true});
            }),
            "invalid-field");
  EXPECT_THAT(service.chat().all(front, room.id), IsEmpty());
  EXPECT_THAT(spoken, IsEmpty());
}

TEST_F(SpeechTest, NobodyFillsTheQueue) {
  connect_one();
  speak(ada, "one");
  speak(ada, "two");
  EXPECT_EQ(code_of([&] { speak(ada, "three"); }), "too-many-requests");
  const std::vector<Joined> others{bob, mo, join(room, "Cy")};
  for (const auto& person : others)
    for (int i = 0; i < 2; ++i) speak(person, "more");
  EXPECT_EQ(code_of([&] { speak(join(room, "Di"), "too much"); }), "too-many-requests");
  EXPECT_THAT(service.chat().all(front, room.id), SizeIs(8));
}

TEST_F(SpeechTest, DeletingLeavingAndSwitchingOffEndTheLines) {
  connect_one();
  const auto line = speak(ada, "one");
  speak(bob, "two");
  speak(bob, "three");
  speak(mo, "four");
  service.chat().remove(actor(mo.token), room.id, line.id);
  EXPECT_EQ(hushes(), 1U);
  EXPECT_THAT(captions(), ElementsAre("Ada: one", "Bob: two"));
  service.people().remove(front, room.id, bob.participant.id);
  EXPECT_EQ(hushes(), 2U);
  EXPECT_THAT(captions(), ElementsAre("Ada: one", "Bob: two", "Mo: four"));
  switch_on(false);
  EXPECT_EQ(hushes(), 3U);
  finish();
  EXPECT_THAT(captions(), SizeIs(3));
}

TEST_F(SpeechTest, WithoutMediaNothingWaits) {
  speak(ada, "to nobody");
  connect_one();
  EXPECT_THAT(captions(), IsEmpty());
  speak(ada, "one");
  speak(ada, "two");
  media.last().die();
  connect_one();
  speak(ada, "three");
  EXPECT_THAT(captions(), ElementsAre("Ada: three"));
}

}  // namespace
}  // namespace lethe::room
