// SPDX-License-Identifier: AGPL-3.0-or-later
// The media sessions of a room's participants: offers, trickling, state changes, ends. Owned by its room; control
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mcu/room/people/scene_keeper.hpp"

namespace lethe::room {

class Sessions {
 public:
  // All arguments must outlive this.
  Sessions(const Surroundings& around, Roster& people, Voices& voices, const SceneKeeper& scenes, Steps steps,
           MediaLink& media, EventLog& events, Whole& whole);

  // Immediate errors are thrown (NotFound, InvalidSdp, BodyTooLarge; by offer() also Forbidden, MediaUnavailable; by
  // trickle() NoSession, PreconditionRequired; by both PreconditionFailed); later ones come through `done`. number: see
  // MediaService.
  void offer(const std::string& id, const std::string& sdp, OnAnswer done, std::uint64_t number = 0);
  void trickle(const std::string& id, const std::string& fragment, const std::string& if_match, OnAnswer done);
  void hang_up(const std::string& id);  // throws NotFound, NoSession

  void on(const wire::PeerChanged& event);
  void on(const wire::VideoChanged& event);
  void on(const wire::Estimate& event);
  // The media process and all sessions have ended. Returns the participants who cannot return: devices.
  std::vector<std::string> lost();

 private:
  void answered(wire::Seat seat, int hang_ups, const std::string& ice_user, const wire::Reply& reply,
                const OnAnswer& done);
  void restarted(wire::Seat seat, const std::string& ice_user, const wire::Reply& reply, const OnAnswer& done);
  void lose(Participant& participant, std::chrono::seconds returns_within);

  const Surroundings& around_;
  Roster& people_;
  Voices& voices_;
  const SceneKeeper& scenes_;
  Steps steps_;
  MediaLink& media_;
  EventLog& events_;
  Whole& whole_;
};

}  // namespace lethe::room
