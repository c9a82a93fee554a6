// SPDX-License-Identifier: AGPL-3.0-or-later
// The shared screens of a room. Owned by its room; control thread.
#pragma once

#include <vector>

#include "mcu/room/people/roster.hpp"

namespace lethe::room {

class Shares {
 public:
  explicit Shares(const Roster& people) : people_(people) {}  // which must outlive it

  // For a participant in the room, or a copy. Throws ScreenTaken if `most` are already shared.
  void claim(Participant& participant, bool claim, int most);
  std::vector<SharedScreen> screens() const;  // those whose video arrives, in the order of claiming

 private:
  const Roster& people_;
  int last_ = 0;
};

}  // namespace lethe::room
