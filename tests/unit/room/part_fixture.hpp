// SPDX-License-Identifier: AGPL-3.0-or-later
// The surroundings of a room's parts, without a room: a Whole that counts its calls of settle().
#pragma once

#include "mcu/room/parts/media_link.hpp"
#include "mcu/room/people/roster.hpp"
#include "mcu/room/people/whole.hpp"
#include "tests/unit/room/surroundings_fixture.hpp"

namespace lethe::room {

struct PartTest : SurroundingsTest, Whole, MediaListener {
  Profile profile{around, "r", {}};
  EventLog events;
  Voices voices;
  Steps steps{limits, profile};
  Roster people{voices, steps};
  MediaLink media{recorded, *this, totals};

  Participant& add(const std::string& id, Role role = Role::Participant) {
    Participant one;
    one.id = one.name = one.stay = one.token_hash = id;
    one.role = role;
    return people.add(std::move(one));
  }
  Participant& add_live(const std::string& id, Role role = Role::Participant) {
    Participant& one = add(id, role);
    one.live = true;
    return one;
  }

  // Records the events that a participant gets from now on, or, without an id, a reader outside who may admit guests.
  std::shared_ptr<std::vector<RoomEvent>> follow(const std::string& participant = {}, bool waiting = false) {
    auto read = std::make_shared<std::vector<RoomEvent>>();
    events.subscribe(
        Subscription{++last_subscription}, {participant, {}, participant.empty(), waiting, 0}, {},
        [] { return event::Snapshot{}; }, [read](const RoomEvent& event) { read->push_back(event); });
    read->clear();
    return read;
  }
  static std::vector<std::string> types(const std::vector<RoomEvent>& events) {
    std::vector<std::string> all;
    for (const auto& event : events) all.push_back(event.type);
    return all;
  }

  Participant newcomer(const Arrival& arrival, std::string& token) override {
    Participant one;
    one.id = one.stay = "n" + std::to_string(++last_newcomer);
    token = one.token_hash = "token of " + one.id;
    one.name = arrival.name;
    one.role = arrival.role;
    one.invitation = arrival.invitation;
    return one;
  }
  Participant& enter(Participant participant) override { return people.add(std::move(participant)); }
  void leave(const std::string& id, Leaving) override { people.remove(id); }
  event::Snapshot snapshot(const std::string&, bool) const override { return {}; }
  void settle() override { ++settled; }
  void on_media_event(const wire::Event&) override {}
  void on_media_lost() override {}

  int settled = 0, last_newcomer = 0;
  std::uint64_t last_subscription = 0;
};

}  // namespace lethe::room
