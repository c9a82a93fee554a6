// SPDX-License-Identifier: AGPL-3.0-or-later
// Who has a tile when there are more people than tiles, and in which order they stand. People keep their places when
// others come and go; who speaks without a tile takes that of the one silent longest, in place. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

class Seating {
 public:
  struct Person {
    wire::Seat seat = 0;
    bool eligible = true;  // may have a tile now; who may not keeps the place for later
    bool speaking = false;
    std::optional<std::chrono::steady_clock::time_point> last_spoke = {};
  };

  // `people`: all in the room, in the order of joining. Returns the eligible ones in the order of their places; the
  // first `tiles` of them have a tile.
  std::vector<wire::Seat> order(const std::vector<Person>& people, int tiles);

 private:
  std::vector<wire::Seat> places_;
};

}  // namespace lethe::room
