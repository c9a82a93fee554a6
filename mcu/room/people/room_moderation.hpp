// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes that participants make to themselves and moderators to others. Permissions are already checked by the caller.
// Has no state of its own, only references, which must outlive it. Control thread.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "mcu/room/people/meeting.hpp"
#include "mcu/room/people/room_layouts.hpp"

namespace lethe::room {

class Moderation {
 public:
  Moderation(const Surroundings& around, Profile& profile, Roster& people, Voices& voices, Shares& shares,
             Layouts& layouts, Meeting& meeting, EventLog& events, Whole& whole);

  // All throw NotFound. This one also throws InvalidField, StepCapped, ScreenTaken, and Forbidden if a listener is to
  // send.
  ParticipantView edit(const std::string& id, const ParticipantPatch& patch);
  void mute_all_but(const std::set<std::string>& spared);  // ids
  // A device cannot be asked and cannot mute itself, so it is heard and seen again at once. `by`: a display name.
  void ask_to_unmute(const std::string& id, const std::optional<std::string>& by);

 private:
  void role_changed(const Participant& participant);

  const Surroundings& around_;
  Profile& profile_;
  Roster& people_;
  Voices& voices_;
  Shares& shares_;
  Layouts& layouts_;
  Meeting& meeting_;
  EventLog& events_;
  Whole& whole_;
};

}  // namespace lethe::room
