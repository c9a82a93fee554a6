// SPDX-License-Identifier: AGPL-3.0-or-later
// What those who follow a room are told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace lethe::room {

// One server-sent event. Types and data:
//   snapshot                {room: RoomView, participants: [ParticipantView], waiting: [ParticipantView], layout or
//                            null, messages: [Message]}
//                           first, unless the reader resumes; anew for one who was admitted or may now see who waits
//   participant.joined      ParticipantView
//   participant.updated     ParticipantView
//   participant.left        {id, reason: left | removed | lost}
//   participant.waiting     ParticipantView   somebody is in the lobby; to those who may admit
//   participant.admitted    {participant, iceServers}   to the one who waited; a snapshot follows
//   participant.gone        {id, reason}      left the lobby: admitted | denied | left; to those who may admit
//   participant.denied      {}                to the one who waited, as its last
//   room.updated            RoomView
//   room.ended              {}
//   layout                  {view, revision, width, height, rtpTimestamp,
//                            tiles: [{participant, picture, x, y, width, height}]}   of the view that the reader
//                            watches
//   levels                  {levels: {participant: -dBov}}: who is audible, some times a second; passing
//   video.wanted            {picture, width, height, fps, kbps}: what the reader shall send, kbps 0: nothing; passing
//   message                 Message           to all, or to sender and receiver only
//   message.deleted         {id}              to the same
//   unmute.requested        {by: display name or absent}   to the one who is asked; passing
//   session.lost            {}   the reader's media session is gone: post a new offer
struct RoomEvent {
  std::uint64_t id = 0;  // grows by one within a room; 0: a passing event, which is not held for readers who come back
  std::string type;
  std::string data;                                    // JSON, one line
  std::optional<std::set<std::string>> only_for = {};  // ids of participants, empty: a reader that is none; absent: all
  bool for_hosts = false;                              // only those who may admit
};
using OnEvent = std::function<void(const RoomEvent&)>;  // called on the control thread; must not block or call back
enum class Subscription : std::uint64_t {};

}  // namespace lethe::room
