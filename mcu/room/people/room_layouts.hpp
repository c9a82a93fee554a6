// SPDX-License-Identifier: AGPL-3.0-or-later
// The layouts chosen for a room and by its participants. Owned by its room; control thread.
#pragma once

#include <optional>
#include <string>

#include "mcu/room/people/shares.hpp"
#include "mcu/room/people/whole.hpp"

namespace lethe::room {

class Layouts {
 public:
  Layouts(const Limits& limits, Roster& people, const Shares& shares, Whole& whole)  // all must outlive it
      : limits_(limits), people_(people), shares_(shares), whole_(whole) {}

  const Choice& choice() const { return choice_; }
  const Layout& of_room() const { return choice_.layout; }
  const Layout& of(const std::string& id) const;  // its own, or the room's; throws NotFound

  void choose(const Layout& layout);  // throws InvalidField
  // Absent: the room's. Throws NotFound, InvalidField, ViewLimit.
  void choose_for(const std::string& id, const std::optional<Layout>& layout);

  void unpin(const std::string& id);  // a participant who left or became a viewer
  void end_share();                   // layouts chosen during a share count as chosen before the next one

 private:
  void check(const Layout& layout) const;
  void check_views(const Participant& participant, const Layout& layout) const;

  const Limits& limits_;
  Roster& people_;
  const Shares& shares_;
  Whole& whole_;
  Choice choice_;
};

}  // namespace lethe::room
