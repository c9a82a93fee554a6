// SPDX-License-Identifier: AGPL-3.0-or-later
// Who has a tile when there are more people than tiles, and in which order. People keep their places when others come
// and go; a speaker without a tile takes the place of the person who has been silent longest. Pure.
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
    bool eligible = true;  // may have a tile now; otherwise the place is kept for later
    bool speaking = false;
    std::optional<std::chrono::steady_clock::time_point> last_spoke = {};
  };

  // `people`: everybody in the room, in the order of joining. Returns the eligible ones by place; the first `tiles` of
  // them have a tile.
  std::vector<wire::Seat> order(const std::vector<Person>& people, int tiles);

 private:
  std::vector<wire::Seat> places_;
};

}  // namespace lethe::room
