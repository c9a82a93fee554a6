// SPDX-License-Identifier: AGPL-3.0-or-later
// Who speaks in a room, who has the floor, and how loud everybody is, from the participants' levels. Time comes with
// each call. Owned by its room; control thread.
#pragma once

#include "mcu/room/scene/floor.hpp"
#include "mcu/room/scene/level_report.hpp"
#include "mcu/room/scene/speaker.hpp"

namespace lethe::room {

class Voices {
 public:
  using Time = Speakers::Time;

  // The levels of all heard seats. Both return true if somebody began or ceased to speak, or took the floor.
  bool hear(const std::vector<wire::Level>& levels, Time now);
  bool pass(Time now);  // only time passes
  // The levels for meters, when due.
  std::optional<std::vector<wire::Level>> report(const std::vector<wire::Level>& levels, Time now) {
    return levels_.add(levels, now);
  }

  void mute(wire::Seat seat);   // keeps the floor until somebody else speaks
  void leave(wire::Seat seat);  // the floor returns to the previous speaker

  bool speaking(wire::Seat seat) const { return speakers_.speaking(seat); }
  std::optional<Time> last_spoke(wire::Seat seat) const { return speakers_.last_spoke(seat); }  // absent: never
  std::vector<wire::Seat> floor() const { return floor_.speakers(); }  // the active speaker, then the previous one

 private:
  Speakers speakers_;
  Floor floor_;
  LevelReport levels_;
};

}  // namespace lethe::room
