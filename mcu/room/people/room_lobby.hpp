// SPDX-License-Identifier: AGPL-3.0-or-later
// The lobby of a room: guests who wait until somebody admits or denies them. Their token only reads their own events.
// They have no seat and no media, and only hosts see them in a list. Owned by its room; control thread.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/people/meeting.hpp"
#include "mcu/room/people/whole.hpp"

namespace lethe::room {

class Lobby {
 public:
  // All arguments must outlive this.
  Lobby(const Surroundings& around, const Profile& profile, Roster& people, Meeting& meeting, EventLog& events,
        Whole& whole);

  // For a guest of this network, which may hold at most as many places as remain free; 0: not counted.
  bool full(std::size_t network) const;
  bool has(const std::string& id) const;
  std::size_t size() const { return waiting_.size(); }
  std::vector<ParticipantView> views() const;
  ParticipantView view(const std::string& id) const;  // throws NotFound, like all functions that take an id

  Joined wait(const Arrival& arrival);
  ParticipantView admit(const std::string& id);
  void tell_admission(const std::string& id);  // to a new reader, if nobody was reading at the time
  void leave(const std::string& id, Gone how);
  void deny_all_by(const std::string& invitation);  // that is gone; empty: nobody
  void tick(Participant::Time now);                 // removes guests who have not read their events for a while
  void dismiss();                                   // everybody, without notification

 private:
  event::ParticipantAdmitted admission(const Participant& participant) const;
  Participant take(const std::string& id);

  const Surroundings& around_;
  const Profile& profile_;
  Roster& people_;
  Meeting& meeting_;
  EventLog& events_;
  Whole& whole_;
  std::vector<Participant> waiting_;  // in order of arrival
};

}  // namespace lethe::room
