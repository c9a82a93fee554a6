// SPDX-License-Identifier: AGPL-3.0-or-later
// The media of a seat are closed after the scene that no longer names it. In the other order composites would show the
// avatar of somebody who is about to leave them.
#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

using testing::SizeIs;

class Closing : public ServiceTest {
 protected:
  void SetUp() override { connect(join(room, "Bob")); }  // he keeps the media process

  static bool names(const wire::Scene& scene, wire::Seat seat) {
    const auto of_seat = [seat](const auto& one) { return one.seat == seat; };
    return std::any_of(scene.parts.begin(), scene.parts.end(), of_seat) ||
           std::any_of(scene.views.begin(), scene.views.end(), [&](const wire::View& view) {
             return std::any_of(view.tiles.begin(), view.tiles.end(), of_seat);
           });
  }
  // What ends the media of that seat, which the last scene names.
  template <class End>
  void expect_scene_first(wire::Seat seat, End end) {
    ASSERT_TRUE(names(scene(), seat));
    end();
    const auto& closed = media.last().closed;
    ASSERT_THAT(closed, SizeIs(1));
    EXPECT_EQ(closed[0].seat, seat);
    EXPECT_FALSE(names(closed[0].shown, seat)) << "it is closed while the scene still names it";
  }
  Joined connected(const std::string& name) {
    const auto who = join(room, name);
    connect(who);
    return who;
  }
  TakenStream listening() {
    JoinSpec spec{"Lis", Role::Participant};
    spec.listening = true;
    const auto who = service.people().join(front, room.id, spec);
    return service.media().take_stream(
        service.media().issue_ticket(actor(who.token), room.id, who.participant.id, {wire::Form::Webm, 5}), {});
  }
  wire::Seat listening_seat() { return media.last().all<wire::Listen>().back().seat; }

  RoomView room = new_room();
};

TEST_F(Closing, OfWhoHangsUp) {
  const auto ada = connected("Ada");
  expect_scene_first(last_offer_seat(),
                     [&] { service.media().hang_up(actor(ada.token), room.id, ada.participant.id); });
}

TEST_F(Closing, OfWhoLeaves) {
  const auto ada = connected("Ada");
  expect_scene_first(last_offer_seat(),
                     [&] { service.people().remove(actor(ada.token), room.id, ada.participant.id); });
}

TEST_F(Closing, OfWhoIsRemoved) {
  const auto ada = connected("Ada");
  expect_scene_first(last_offer_seat(), [&] { service.people().remove(front, room.id, ada.participant.id); });
}

TEST_F(Closing, OfWhoComesBackBeforeTheLossIsNoticed) {
  const auto ada = connected("Ada");
  const auto token = service.people().way_back(actor(ada.token), room.id, ada.participant.id);
  expect_scene_first(last_offer_seat(), [&] { service.people().join(actor(token), room.id, {"Ada", {}}); });
}

TEST_F(Closing, OfADeviceThatIsLost) {
  const std::string token = service.rooms().invite(front, room.id, {.role = {}, .expires_in = {}, .uses = {}}).token;
  std::string session;
  service.media().offer_of_device(actor(token), room.id, {Device::Kind::Camera, "v=0\r\n", sha256(token), ""},
                                  [&](const auto& answer) { session = std::get<DeviceAnswer>(answer).session; });
  media.last().reply(wire::Answer{"answer"});
  service.media().device_enters(actor(token), room.id, session);
  expect_scene_first(last_offer_seat(), [&] {
    media.last().listener->on_media_event(wire::PeerChanged{last_offer_seat(), wire::PeerState::Lost});
  });
}

TEST_F(Closing, OfAListenerWhoseLastStreamEnds) {
  const auto stream = listening();
  expect_scene_first(listening_seat(), [&] { service.media().stream_ended(stream); });
}

TEST_F(Closing, OfAListenerWhoIsRemoved) {
  const auto stream = listening();
  expect_scene_first(listening_seat(), [&] { service.people().remove(front, room.id, stream.participant); });
}

}  // namespace
}  // namespace lethe::room
