// SPDX-License-Identifier: AGPL-3.0-or-later
// Devices that are joining a room: first the offer, then the device with its answer enters. No event mentions a device
// before its media are agreed. Until then it has a seat number, counts as a participant, and is forgotten if nobody
// claims it. Owned by its room; control thread.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/parts/media_link.hpp"
#include "mcu/room/people/roster.hpp"
#include "mcu/room/people/whole.hpp"

namespace lethe::room {

class Devices {
 public:
  Devices(const Surroundings& around, Roster& people, MediaLink& media, Whole& whole);  // all must outlive it

  // Throws InvalidSdp, BodyTooLarge and MediaUnavailable; everything else comes through `done`. `invitation`: the one
  // it used, or empty.
  void offer(const DeviceOffer& offer, const std::string& invitation, const OnDeviceAnswer& done);
  void enter(const std::string& session);  // throws NotFound
  std::size_t arriving() const { return arriving_.size(); }

  void tick(Participant::Time now);
  void clear() { arriving_.clear(); }  // their media process has ended

 private:
  void answered(const std::string& session, const wire::Reply& reply, const OnDeviceAnswer& done);

  const Surroundings& around_;
  Roster& people_;
  MediaLink& media_;
  Whole& whole_;
  std::vector<Participant> arriving_;  // not entered yet
};

}  // namespace lethe::room
