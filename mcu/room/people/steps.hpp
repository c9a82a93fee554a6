// SPDX-License-Identifier: AGPL-3.0-or-later
// On which step of the ladder the people of a room watch. Pure; of references only, which outlive it.
#pragma once

#include "mcu/room/model/limits.hpp"
#include "mcu/room/parts/room_profile.hpp"
#include "mcu/room/people/participant.hpp"

namespace lethe::room {

class Steps {
 public:
  Steps(const Limits& limits, const Profile& profile) : limits_(&limits), profile_(&profile) {}

  const std::string& name(int step) const { return limits_->steps.at(static_cast<std::size_t>(step)).name; }
  int best(const Participant& participant) const;    // that its role and the room allow
  int wanted(const Participant& participant) const;  // on which it would watch if its line were good enough
  int of(const Participant& participant) const;      // on which it watches
  // kbit/s up to which its line is probed: with room for the step to be taken, which needs more than it costs.
  int goal(const Participant& participant) const;
  int listening() const;  // on which who listens begins

 private:
  const Limits* limits_;
  const Profile* profile_;
};

}  // namespace lethe::room
