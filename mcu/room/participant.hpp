// SPDX-License-Identifier: AGPL-3.0-or-later
// One person in a room, as its room keeps it. Control thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "room/service.hpp"

namespace lethe::room {

struct Participant {
  using Time = std::chrono::steady_clock::time_point;

  std::string id, name;
  Role role = Role::Participant;
  wire::Seat seat = 0;
  std::string token_hash, joined_at;
  bool microphone = true, camera = true;

  // The media session. It lives from an answer until it is lost or hung up.
  bool live = false;
  wire::PeerState connection = wire::PeerState::Connecting;
  std::string etag, ice_user;
  int hang_ups = 0;        // an answer to an offer from before a hang-up comes too late
  int offers_pending = 0;  // until their answers come, what is heard of the seat is of the session before
  std::optional<wire::PeerState> meanwhile;  // and it counts when the offer fails

  std::optional<Time> leaves_at;  // unless a session comes to life before

  ParticipantView view(bool speaking) const {
    return {id, name, role, microphone, camera, speaking, connection, joined_at};
  }
};

}  // namespace lethe::room
