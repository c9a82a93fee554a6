// SPDX-License-Identifier: AGPL-3.0-or-later
// The current meeting in a room: the ways back into it (way_back.hpp) for participants who were inside, after a restart
// of the server or a long loss of their network; and who may not use them. It is over some time after the last
// participant was lost. Owned by its room; control thread.
#pragma once

#include <set>
#include <string>

#include "mcu/room/parts/room_profile.hpp"
#include "mcu/room/people/roster.hpp"

namespace lethe::room {

class Meeting {
 public:
  Meeting(const Surroundings& around, Profile& profile, const Roster& people, EventLog& events);  // all must outlive it

  bool expects_back() const;  // to the current meeting, or one that was just interrupted
  bool lets_back(const std::string& token) const;
  // A participant who came by that invitation was removed from the meeting, so others who come by it must be admitted.
  bool distrusts(const std::string& invitation) const { return expects_back() && distrusted_.contains(invitation); }

  void somebody_enters();  // call before they are inside; starts a new meeting if this one is over
  void emptied();          // the last participant has left
  // Keeps a removed participant from returning: revokes the invitations that they made, and renews all ways back. The
  // invitation that they came by may be everybody's, so it stays valid, but people who come by it must be admitted.
  void keep_out(const Participant& removed);
  Participant::Time::duration empty_for() const;  // since the last participant left, or the server started

  std::string way_back_of(const std::string& id) const;  // throws NotFound
  void tell_way_back(const std::string& id);             // to a new reader; others do not read
  void renew_ways_back();                                // invalidates earlier ones; participants inside get new ones
  void end_ways_back();
  std::string take_ended_key();  // of a meeting that ended since the last call; empty: none

  // See RoomRecord.
  const std::string& key() const { return key_; }
  void restore(const std::string& key) { key_ = key; }

  // The network of the participant who entered the empty room, as a number; 0: none.
  std::size_t opened_from() const { return opened_from_; }
  void opened_from(std::size_t network) { opened_from_ = network; }

 private:
  const Surroundings& around_;
  Profile& profile_;
  const Roster& people_;
  EventLog& events_;
  std::string key_, ended_key_;
  std::set<std::string> distrusted_;  // ids of invitations, for the rest of the meeting
  Participant::Time empty_since_;
  std::size_t opened_from_ = 0;
};

}  // namespace lethe::room
