// SPDX-License-Identifier: AGPL-3.0-or-later
// The people of a room: how they come in and leave, what they change about themselves and moderators about them. Part
// of Service, whose rules hold.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

class Hall;

class PeopleService {
 public:
  explicit PeopleService(Hall& hall) : hall_(hall) {}  // which outlives it

  // Hash of the PIN that the actor has to know in order to join; empty: none.
  std::string pin_needed(const Actor&, const std::string& room) const;
  // Into the room, or into its lobby: the state of the participant says which. Throws WrongPin when the PIN that is
  // needed is not the one that was checked.
  Joined join(const Actor&, const std::string& room, const JoinSpec&, const Entrance& entrance = {});
  ParticipantView admit(const Actor&, const std::string& room, const std::string& id);
  void deny(const Actor&, const std::string& room, const std::string& id);
  std::vector<ParticipantView> all(const Actor&, const std::string& room) const;
  ParticipantView read(const Actor&, const std::string& room, const std::string& id) const;
  ParticipantView patch(const Actor&, const std::string& room, const std::string& id, const ParticipantPatch&);
  // A token with which this participant, and nobody else, comes in again when its own is worth nothing any more: past a
  // lock, a lobby and a PIN. Until it is removed, its role changes, or the meeting is over.
  std::string way_back(const Actor&, const std::string& room, const std::string& id) const;
  void remove(const Actor&, const std::string& room, const std::string& id);
  // The microphones of all but those and the actor itself.
  void mute_all_but(const Actor&, const std::string& room, const MuteSpec&);
  void ask_to_unmute(const Actor&, const std::string& room, const std::string& id);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
