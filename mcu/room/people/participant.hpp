// SPDX-License-Identifier: AGPL-3.0-or-later
// One person in a room, as its room keeps it. Control thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/device.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/scene/director.hpp"
#include "mcu/room/scene/step_choice.hpp"

namespace lethe::room {

// Somebody at the door.
struct Arrival {
  std::string name;
  Role role = Role::Participant;
  Self self = Self::Cover;
  std::string address;    // for the attendance log
  bool listens = false;   // without a device
  std::string stay = {};  // of who comes back
  std::string invitation = {};
  std::size_t network = 0;  // what stands for it; 0: none is counted
};

struct Participant {
  using Time = std::chrono::steady_clock::time_point;

  std::string id, name;
  Role role = Role::Participant;
  wire::Seat seat = 0;
  std::string token_hash, joined_at;
  std::string stay;        // random, and the same again when it comes back
  std::string invitation;  // by which it came; empty: by none
  bool microphone = true, camera = true;
  bool music = false;
  std::optional<int> step;         // its own choice: none better
  std::optional<StepChoice> line;  // what its line carries, where that is estimated
  Self self = Self::Cover;
  std::optional<Choice> layout;     // its own; absent: the room's
  int share = 0;                    // of its screen, counted in the room; 0: it shares none
  std::optional<std::string> hand;  // since when it is up

  // The media session. It lives from an answer until it is lost or hung up.
  bool live = false;
  wire::PeerState connection = wire::PeerState::Connecting;
  bool lacks_video = false;            // none were agreed on
  bool camera_live = false;            // its pictures come
  std::optional<SharedScreen> screen;  // pictures of its screen come, of that size
  std::string etag, ice_user;
  int hang_ups = 0;        // an answer to an offer from before a hang-up comes too late
  int offers_pending = 0;  // until their answers come, what is heard of the seat is of the session before
  std::optional<wire::PeerState> meanwhile;  // and it counts when the offer fails

  bool listens = false;                       // without a device: it has streams of bytes instead of a session
  std::map<wire::Form, std::uint64_t> taken;  // those that it takes, by number

  bool gives() const { return role != Role::Viewer && !listens; }

  std::optional<Time> leaves_at;  // unless a session comes to life before, or it is admitted

  std::string labelled;                 // the name that the media process has a picture of; empty: of none
  std::optional<ParticipantView> told;  // what those who follow the room were told of it last

  std::optional<Device> device;  // a program without anybody behind it

  std::uint64_t came = 0;         // number of the event that told of it
  bool waiting = false;           // in the lobby
  bool admission_untold = false;  // it read no events when it was admitted
  std::string address;            // until the visit is in the attendance log
  std::size_t network = 0;        // what stands for it, while it waits
  Attendance::Visit visit = Attendance::Visit::None;

  Notice::Person person() const { return {id, name, role}; }

  // Its media session, or the last of its streams, is no more. It comes back before `leaves`, or is gone.
  void lose_session(Time leaves) {
    live = false;
    connection = wire::PeerState::Connecting;
    etag.clear();
    ice_user.clear();
    labelled.clear();
    leaves_at = leaves;
  }

  ParticipantView view(bool speaking, const std::string& watched_step, const std::string& best_step) const {
    return {id,
            name,
            role,
            microphone,
            camera && !lacks_video,
            speaking,
            connection,
            joined_at,
            watched_step,
            best_step,
            self,
            waiting ? Admission::Waiting : Admission::Admitted,
            share != 0,
            hand,
            listens,
            music};
  }
};

}  // namespace lethe::room
