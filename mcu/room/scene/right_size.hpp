// SPDX-License-Identifier: AGPL-3.0-or-later
// How large and how fast each sender's pictures have to be: no larger than the largest tile in which anybody sees them.
// Pure: time comes with each call.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "mcu/room/model/limits.hpp"

namespace lethe::room {

struct Wanted {  // kbps 0: nobody sees it
  int width = 0, height = 0, fps = 0, kbps = 0;
  bool operator==(const Wanted&) const = default;
};
using Source = std::pair<wire::Seat, wire::Picture>;
using Wants = std::map<Source, Wanted>;

// What the views that are watched need, on the steps on which they are watched. Sources in no tile are absent.
// Cameras are asked for one of a few sizes, so that a tile more or less changes nothing; rates are for
// `video_kbps_in` at 640×360 and 25 pictures a second, and grow more slowly than the pixels do.
Wants wanted_of(const wire::Scene& scene, const Limits& limits);

// Asks for more at once, for less only when less was enough for some seconds, so that a change of speaker or of page
// does not make an encoder begin anew.
class RightSize {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Takes what is needed from now on; returns the sources for which something else is asked than before.
  std::vector<Source> update(const Wants& needed, Time now);
  bool due(Time now) const;  // an update would change something though nothing else is needed
  void forget(wire::Seat seat);

  const Wanted& of(const Source& source) const;

 private:
  struct Asked {
    Wanted now;
    Wanted enough;             // the most that was needed since
    std::optional<Time> less;  // when less than `now` began to be enough
  };
  std::map<Source, Asked> asked_;
};

}  // namespace lethe::room
