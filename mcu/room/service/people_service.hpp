// SPDX-License-Identifier: AGPL-3.0-or-later
// The people of a room: joining, leaving, changes to themselves and by moderators. Part of Service, whose rules apply.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

class Hall;

class PeopleService {
 public:
  explicit PeopleService(Hall& hall) : hall_(hall) {}  // which must outlive it

  // Hash of the PIN that the actor needs in order to join; empty: none.
  std::string pin_needed(const Actor&, const std::string& room) const;
  // Joins the room or its lobby, as the participant's state says. Throws WrongPin if the required PIN is not the one
  // that was checked; also Unauthorized, Forbidden (the role), RoomLocked, RoomFull and RoomLimit.
  Joined join(const Actor&, const std::string& room, const JoinSpec&, const Entrance& entrance = {});
  ParticipantView admit(const Actor&, const std::string& room, const std::string& id);
  void deny(const Actor&, const std::string& room, const std::string& id);
  std::vector<ParticipantView> all(const Actor&, const std::string& room) const;
  ParticipantView read(const Actor&, const std::string& room, const std::string& id) const;
  ParticipantView patch(const Actor&, const std::string& room, const std::string& id, const ParticipantPatch&);
  // A token with which this participant can return when its own is no longer valid, past a lock, a lobby and a PIN.
  // Valid until the participant is removed, its role changes, or the meeting is over.
  std::string way_back(const Actor&, const std::string& room, const std::string& id) const;
  void remove(const Actor&, const std::string& room, const std::string& id);
  // Gives up the actor's own seat without an end to the meeting: its way back stays valid, also if it was the last one.
  void leave_for_now(const Actor&, const std::string& room, const std::string& id);
  // Revokes the invitation by which a participant came, who stays. Throws NotFound if there is none any more.
  void revoke_invitation_of(const Actor&, const std::string& room, const std::string& id);
  // Mutes everybody except those and the actor.
  void mute_all_but(const Actor&, const std::string& room, const MuteSpec&);
  void ask_to_unmute(const Actor&, const std::string& room, const std::string& id);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
