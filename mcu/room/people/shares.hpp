// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens that people in a room share. Owned by its room; control thread.
#pragma once

#include <vector>

#include "mcu/room/people/roster.hpp"

namespace lethe::room {

class Shares {
 public:
  explicit Shares(const Roster& people) : people_(people) {}  // which outlives it

  // Of one in the room, or of a copy. Throws ScreenTaken when `most` are shared already.
  void claim(Participant& participant, bool claim, int most);
  std::vector<SharedScreen> screens() const;  // whose pictures come, in the order in which they were claimed

 private:
  const Roster& people_;
  int last_ = 0;
};

}  // namespace lethe::room
