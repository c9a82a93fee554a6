// SPDX-License-Identifier: AGPL-3.0-or-later
// The lobby of a room: guests who wait until somebody admits or denies them. They have a token, which reads their own
// events and nothing else; no seat, no media, no place in any list but that of those who may admit. Owned by its room;
// control thread.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/people/meeting.hpp"
#include "mcu/room/people/whole.hpp"

namespace lethe::room {

class Lobby {
 public:
  // All of it outlives this.
  Lobby(const Surroundings& around, const Profile& profile, Roster& people, Meeting& meeting, EventLog& events,
        Whole& whole);

  // For one of this network, which may hold no more places than it leaves free; 0: none is counted.
  bool full(std::size_t network) const;
  bool has(const std::string& id) const;
  std::size_t size() const { return waiting_.size(); }
  std::vector<ParticipantView> views() const;
  ParticipantView view(const std::string& id) const;  // throws NotFound, as all that take an id

  Joined wait(const Arrival& arrival);
  ParticipantView admit(const std::string& id);
  void tell_admission(const std::string& id);  // to a reader who just came, when nobody read it at the time
  void leave(const std::string& id, Gone how);
  void tick(Participant::Time now);  // who has not read its events for a while has gone
  void dismiss();                    // all, without a word

 private:
  event::ParticipantAdmitted admission(const Participant& participant) const;
  Participant take(const std::string& id);

  const Surroundings& around_;
  const Profile& profile_;
  Roster& people_;
  Meeting& meeting_;
  EventLog& events_;
  Whole& whole_;
  std::vector<Participant> waiting_;  // in the order in which they came
};

}  // namespace lethe::room
