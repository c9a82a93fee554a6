// SPDX-License-Identifier: AGPL-3.0-or-later
// A Service over recorded media, with two frontends, and steps that most tests share.
#pragma once

#include "mcu/base/fields.hpp"
#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/record.hpp"
#include "mcu/room/service/service.hpp"
#include "tests/unit/room/recorded_media.hpp"
#include "tests/unit/room/room_fixture.hpp"

namespace lethe::room {

class ServiceTest : public RoomTest {
 protected:
  static Limits limits() {
    Limits made;
    made.rooms = 3;
    made.participants_per_room = 30;
    made.invitations_per_room = 3;
    made.public_url = "https://lethe.example";
    made.steps = {{"720p", 1280, 720, 25, 1200}, {"360p", 640, 360, 25, 400}, {"audio", 0, 0, 0, 0}};
    made.step_kbps = {1400, 280, 40};
    made.best_steps[static_cast<std::size_t>(Role::Viewer)] = 1;
    made.ice_servers = {{{"stun:lethe.example:3478"}, {}, {}, {}}};
    return made;
  }
  static std::vector<ApiKey> keys() {
    return {{"front", sha256("lk_front"), {Scope::Rooms, Scope::Participants}},
            {"other", sha256("lk_other"), {Scope::Rooms, Scope::Participants}},
            {"maker", sha256("lk_maker"), {Scope::Rooms}}};
  }

  Actor actor(const std::string& token) { return service.authenticate(Secret(token)); }
  // A body that sets one thing.
  template <class M>
  static RoomPatch with(M RoomSettings::*setting, std::type_identity_t<M> value) {
    RoomPatch patch;
    patch.settings.set(setting, std::move(value));
    return patch;
  }
  RoomView new_room(std::optional<int> capacity = {}) {
    RoomPatch spec = with(&RoomSettings::name, "Tea");
    if (capacity) spec.settings.set(&RoomSettings::capacity, *capacity);
    return service.rooms().create(front, spec);
  }
  Joined join(const RoomView& room, const std::string& name, Role role = Role::Participant) {
    return service.people().join(front, room.id, {name, role});
  }

  // Posts an offer; the worker answers it at once.
  SessionAnswer connect(const Joined& who, const std::string& sdp = "v=0\r\na=ice-ufrag:first\r\n") {
    SessionAnswer got;
    service.media().offer(actor(who.token), who.room.id, who.participant.id, sdp,
                          [&](const auto& answer) { got = std::get<SessionAnswer>(answer); });
    media.last().reply(wire::Answer{"answer"});
    return got;
  }
  void pass(std::chrono::milliseconds duration) {
    time += duration;
    service.tick();
  }
  wire::Seat last_offer_seat() { return media.last().all<wire::Offer>().back().seat; }
  wire::Scene scene() { return media.last().scenes.back(); }
  std::vector<wire::Seat> tiles() {
    std::vector<wire::Seat> seats;
    const auto shown = scene();
    for (const auto& tile : shown.views.at(0).tiles) seats.push_back(tile.seat);
    return seats;
  }

  // What a reader of events was told.
  struct Read {
    std::vector<RoomEvent> events;  // but of the way back, of which everybody inside is told whenever they come to read
    std::vector<std::string> ways_back;
    std::vector<std::string> types() const {
      std::vector<std::string> all;
      for (const auto& event : events) all.push_back(event.type);
      return all;
    }
    Json last(const std::string& type) const {
      for (auto at = events.rbegin(); at != events.rend(); ++at)
        if (at->type == type) return Json::parse(at->data);
      return nullptr;
    }
  };
  std::shared_ptr<Read> follow(const Actor& who, const std::string& room, std::optional<std::uint64_t> from = {}) {
    auto read = std::make_shared<Read>();
    subscription = service.events().subscribe(who, room, from, [read](const RoomEvent& e) {
      if (e.type == "way.back")
        read->ways_back.push_back(Json::parse(e.data)["token"]);
      else
        read->events.push_back(e);
    });
    return read;
  }

  // What the attendance log was told.
  struct RecordedAttendance : Attendance {
    Visit arrived(const std::string& address, const std::string& room) override {
      told.push_back("+" + address + "@" + room);
      return Visit{++last};
    }
    void left(Visit visit) override {
      if (visit != Visit::None) told.push_back("-" + std::to_string(static_cast<std::uint64_t>(visit)));
    }
    std::vector<std::string> told;
    std::uint64_t last = 0;
  };

  Loop loop;
  RecordedAttendance attendance;
  RecordedMedia media;
  std::vector<std::string> spoken;  // language and text
  Service service{
      loop,
      media,
      limits(),
      keys(),
      {.name =
           [](wire::Seat seat, const NameTag& tag, const std::string&) {
             return wire::Label{.seat = seat, .width = 1, .height = 1, .coverage = tag.name};
           },
       .avatar = [](wire::Seat seat, const std::string& name,
                    const std::string&) { return wire::Label{seat, wire::LabelKind::Avatar, 1, 1, 0, name}; }},
      now,
      wall,
      &attendance,
      {.voice =
           [this](const std::string& text, const std::string& language) {
             spoken.push_back(language + " " + text);
             return nullptr;
           },
       .caption = [](const std::string& text) { return wire::Label{.coverage = text}; }}};
  Actor front = actor("lk_front"), other = actor("lk_other"), maker = actor("lk_maker");
  Subscription subscription{};
};

}  // namespace lethe::room
