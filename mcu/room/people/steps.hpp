// SPDX-License-Identifier: AGPL-3.0-or-later
// The steps of the ladder on which the participants of a room watch. Pure; has only references, which must outlive it.
#pragma once

#include "mcu/room/model/limits.hpp"
#include "mcu/room/parts/room_profile.hpp"
#include "mcu/room/people/participant.hpp"

namespace lethe::room {

class Steps {
 public:
  Steps(const Limits& limits, const Profile& profile) : limits_(&limits), profile_(&profile) {}

  const std::string& name(int step) const { return limits_->steps.at(static_cast<std::size_t>(step)).name; }
  int best(const Participant& participant) const;    // the best one that its role and the room permit
  int wanted(const Participant& participant) const;  // the one it would watch with a good enough link
  int of(const Participant& participant) const;      // its current one
  // The rate in kbit/s up to which its link is probed: more than the step's cost, because a step up needs room to
  // spare.
  int goal(const Participant& participant) const;
  int listening() const;  // the first step of a listener

 private:
  const Limits* limits_;
  const Profile* profile_;
};

}  // namespace lethe::room
