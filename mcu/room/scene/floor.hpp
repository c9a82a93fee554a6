// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor: the active speaker, whom a layout shows large. Slower than the marks of Speakers, so that neither a cough
// nor a short "yes" changes the picture. Pure: time comes with each call. As in Volfin and Cohen, "Dominant speaker
// identification for multipoint videoconferencing" (2012), voice is compared over several periods; here by the share of
// voice in each, which levels ten times a second can show.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

class Floor {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // The levels of all heard seats, ten times a second while anybody is audible. Both return true if the floor changed.
  bool hear(const std::vector<wire::Level>& levels, Time now);
  bool pass(Time now);  // only time passes

  void mute(wire::Seat seat);   // keeps the floor until somebody else speaks
  void leave(wire::Seat seat);  // the floor returns to the previous speaker

  // The active speaker, then the previous one; shorter while there is none.
  std::vector<wire::Seat> speakers() const;

 private:
  struct Voice {
    Time at;
    int level;
  };
  using Heard = std::deque<Voice>;
  struct Rival {
    wire::Seat seat = 0;
    int voiced = 0;
    double level = 0;
  };
  Rival loudest_rival(Time since) const;
  bool takes_over(Time now, wire::Seat& taker) const;
  void give(wire::Seat seat, Time now);

  std::map<wire::Seat, Heard> heard_;  // voice in the last two seconds
  std::optional<wire::Seat> current_, previous_;
  std::optional<Time> given_at_;
};

}  // namespace lethe::room
