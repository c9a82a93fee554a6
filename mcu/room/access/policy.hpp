// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may do what, in one table. Pure. First check `concerns`: a room that does not concern the actor does not exist
// for it.
#pragma once

#include "mcu/room/model/actor.hpp"

namespace lethe::room {

enum class Action {
  UseAccount,  // one's own account: read, export, change the password, log out, erase
  CreateRoom,
  ListRooms,
  ReadFigures,  // of the whole server
  ReadRoom,
  EditRoom,
  EndRoom,
  Invite,
  Join,
  EnterLockedRoom,
  EnterWithoutPin,
  PassLobby,   // enter without waiting
  Admit,       // see who waits, admit or deny them
  ChooseRole,  // of the joining participant
  ReadParticipants,
  ReadSelf,
  EditSelf,
  Leave,
  Publish,    // send as a device, by WHIP
  Watch,      // watch as a device, by WHEP
  SendMedia,  // one's own offer, trickle, hang-up
  MuteOther,
  RemoveOther,
  FollowEvents,
  ReadLayout,
  ChooseLayout,  // of the room and of anybody inside
  ChooseStepOfOther,
  ShareScreen,
  ChangeRole,  // of anybody inside; only moderators may, so nobody promotes themselves
  ReadChat,
  WriteChat,
  WriteChatWhenOff,
  SpeakChat,  // have lines spoken, if the room permits it
  DeleteMessageOfOther,
};

bool allowed(const Actor& actor, Action action);
void require(const Actor& actor, Action action);  // throws Error Forbidden

bool concerns(const Actor& actor, const std::string& room, const Owner& owner);

// True if the actor is this participant.
bool is_self(const Actor& actor, const std::string& participant);

// The id of the actor's participant; empty if it is none.
std::string participant_of(const Actor& actor);

}  // namespace lethe::room
