// SPDX-License-Identifier: AGPL-3.0-or-later
// The meeting that goes on in a room: the ways back into it (way_back.hpp) for those who were inside, after a restart
// of the server or of a line that was gone for too long, and whom they are not for. It is over some time after the last
// one was lost. Owned by its room; control thread.
#pragma once

#include <set>
#include <string>

#include "mcu/room/parts/room_profile.hpp"
#include "mcu/room/people/roster.hpp"

namespace lethe::room {

class Meeting {
 public:
  Meeting(const Surroundings& around, Profile& profile, const Roster& people, EventLog& events);  // they outlive it

  bool expects_back() const;  // of the meeting that is, or was a moment ago
  bool lets_back(const std::string& token) const;
  // Somebody who came by that invitation was removed from the meeting: who comes by it has to be let in.
  bool distrusts(const std::string& invitation) const { return expects_back() && distrusted_.contains(invitation); }

  void somebody_enters();  // before they are in it; another meeting begins if this one is over
  void emptied();          // the last one has left it
  // Nor does who was removed come back by what they still hold: what they made, and what brought them here. That one
  // may be everybody's, so it stays good, but whoever comes by it knocks.
  void keep_out(const Participant& removed);
  Participant::Time::duration empty_for() const;  // since the last one left, or the server began

  std::string way_back_of(const std::string& id) const;  // throws NotFound
  void tell_way_back(const std::string& id);             // to a reader who just came; others are no readers
  void renew_ways_back();  // those given until now are worth nothing; who is inside gets another
  void end_ways_back();
  std::string take_ended_key();  // of a meeting that is over since the last call; empty: none is

  // As in RoomRecord.
  const std::string& key() const { return key_; }
  void restore(const std::string& key) { key_ = key; }

  // What stands for the network of who entered the room when it was empty; 0: none.
  std::size_t opened_from() const { return opened_from_; }
  void opened_from(std::size_t network) { opened_from_ = network; }

 private:
  const Surroundings& around_;
  Profile& profile_;
  const Roster& people_;
  EventLog& events_;
  std::string key_, ended_key_;
  std::set<std::string> distrusted_;  // invitations
  Participant::Time empty_since_;
  std::size_t opened_from_ = 0;
};

}  // namespace lethe::room
