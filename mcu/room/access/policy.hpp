// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may do what, in one table. Pure. Whether a room is the actor's own is asked first (`concerns`): a room that does
// not concern the actor does not exist for it.
#pragma once

#include "mcu/room/model/actor.hpp"

namespace lethe::room {

enum class Action {
  UseAccount,  // one's own: read, export, change the password, log out, erase
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
  PassLobby,   // without waiting in it
  Admit,       // see who waits, let them in or not
  ChooseRole,  // of the one who joins
  ReadParticipants,
  ReadSelf,
  EditSelf,
  Leave,
  Publish,    // send without being anybody, by WHIP
  Watch,      // by WHEP
  SendMedia,  // own offer, trickle, hang up
  MuteOther,
  RemoveOther,
  FollowEvents,
  ReadLayout,
  ChooseLayout,  // of the room and of anybody in it
  ChooseStepOfOther,
  ShareScreen,
  ChangeRole,  // of anybody inside; nobody who may is anything but a moderator, so nobody rises by itself
  ReadChat,
  WriteChat,
  WriteChatWhenOff,
  SpeakChat,  // have lines said, where the room does that
  DeleteMessageOfOther,
};

bool allowed(const Actor& actor, Action action);
void require(const Actor& actor, Action action);  // throws Error Forbidden

bool concerns(const Actor& actor, const std::string& room, const Owner& owner);

// Is the actor this participant itself?
bool is_self(const Actor& actor, const std::string& participant);

// Id of the participant that the actor is; empty: it is none.
std::string participant_of(const Actor& actor);

}  // namespace lethe::room
