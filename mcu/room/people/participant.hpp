// SPDX-License-Identifier: AGPL-3.0-or-later
// The state of one participant in its room. Control thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/device.hpp"
#include "mcu/room/model/name_tag.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/scene/director.hpp"
#include "mcu/room/scene/step_choice.hpp"

namespace lethe::room {

// A joining participant.
struct Arrival {
  std::string name;
  Role role = Role::Participant;
  Self self = Self::Cover;
  std::string address;    // for the attendance log
  bool listens = false;   // without a device
  std::string stay = {};  // of a returning participant
  std::string invitation = {};
  std::size_t network = 0;  // as a number; 0: not counted
};

struct Participant {
  using Time = std::chrono::steady_clock::time_point;

  std::string id, name;
  Role role = Role::Participant;
  wire::Seat seat = 0;
  std::string token_hash, joined_at;
  std::string stay;        // random; kept when it returns
  std::string invitation;  // the one it used; empty: none
  bool microphone = true, camera = true;
  bool music = false;
  std::optional<int> step;         // its own upper bound
  std::optional<StepChoice> line;  // its link's step, if estimated
  Self self = Self::Cover;
  Window window = Window::Wide;
  std::optional<Choice> layout;     // its own layout; absent: the room's
  bool pinned = false;              // by the room's layout
  int share = 0;                    // number of its screen share; 0: none
  std::optional<std::string> hand;  // time of raising

  // The media session. It is live from an answer until it is lost or hung up.
  bool live = false;
  wire::PeerState connection = wire::PeerState::Connecting;
  bool lacks_video = false;            // no video was agreed on
  bool camera_live = false;            // its video arrives
  std::optional<SharedScreen> screen;  // its screen's video arrives, in that size
  std::string etag, ice_user;
  std::uint64_t offer_number = 0;  // of the latest offer that had one
  int hang_ups = 0;                // an answer to an offer from before a hang-up is too late
  int offers_pending = 0;          // until their answers arrive, events of the seat belong to the previous session
  std::optional<wire::PeerState> meanwhile;  // applies if the offer fails

  bool listens = false;                       // has no device: byte streams instead of a session
  std::map<wire::Form, std::uint64_t> taken;  // its current streams, by number

  bool gives() const { return role != Role::Viewer && !listens; }

  std::optional<Time> leaves_at;  // unless a session becomes live before, or it is admitted

  NameTag labelled;                     // what the label says that the media process has; without a name: none
  std::optional<ParticipantView> told;  // the last view that readers of the room got

  std::optional<Device> device;  // a program, not a person

  std::uint64_t came = 0;         // number of the event that announced it
  bool waiting = false;           // in the lobby
  bool admission_untold = false;  // it was not reading events when admitted
  std::string address;            // until the visit is in the attendance log
  std::size_t network = 0;        // as a number, while it waits
  Attendance::Visit visit = Attendance::Visit::None;

  Notice::Person person() const { return {id, name, role}; }

  // Its media session, or its last stream, has ended. It returns before `leaves`, or leaves.
  void lose_session(Time leaves) {
    live = false;
    connection = wire::PeerState::Connecting;
    etag.clear();
    ice_user.clear();
    labelled = {};
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
            music,
            pinned};
  }
};

}  // namespace lethe::room
