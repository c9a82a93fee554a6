// SPDX-License-Identifier: AGPL-3.0-or-later
// The size and rate to ask of each sender: no larger than the largest tile in which anybody sees it. Pure: time comes
// with each call.
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

// The needs of the watched views, on their viewers' steps. Sources without a tile are absent. Cameras are asked for one
// of a few sizes, so that one tile more or less changes nothing; rates refer to `video_kbps_in` at 640×360 and 25
// pictures per second, and grow more slowly than the pixels.
Wants wanted_of(const wire::Scene& scene, const Limits& limits);

// Asks for more immediately, and for less only when less was enough for some seconds, so that a change of speaker does
// not restart an encoder.
class RightSize {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Sets the current needs; returns the sources whose request changes.
  std::vector<Source> update(const Wants& needed, Time now);
  bool due(Time now) const;  // an update with unchanged needs would change something
  void forget(wire::Seat seat);

  const Wanted& of(const Source& source) const;

 private:
  struct Asked {
    Wanted now;
    Wanted enough;             // the highest need since then
    std::optional<Time> less;  // since when less than `now` is enough
  };
  std::map<Source, Asked> asked_;
};

}  // namespace lethe::room
