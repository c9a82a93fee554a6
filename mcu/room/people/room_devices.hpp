// SPDX-License-Identifier: AGPL-3.0-or-later
// Devices at the door of a room: first comes the offer, and who has its answer enters. Nobody hears of one before its
// media are agreed: until then it has a seat number, counts as somebody who is here, and is forgotten when nobody
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
  Devices(const Surroundings& around, Roster& people, MediaLink& media, Whole& whole);  // they outlive it

  // Throws MediaUnavailable; all else comes through `done`. `invitation`: by which it came, or empty.
  void offer(const DeviceOffer& offer, const std::string& invitation, const OnDeviceAnswer& done);
  void enter(const std::string& session);  // throws NotFound
  std::size_t arriving() const { return arriving_.size(); }

  void tick(Participant::Time now);
  void clear() { arriving_.clear(); }  // their media process is gone

 private:
  void answered(const std::string& session, const wire::Reply& reply, const OnDeviceAnswer& done);

  const Surroundings& around_;
  Roster& people_;
  MediaLink& media_;
  Whole& whole_;
  std::vector<Participant> arriving_;  // that have not entered
};

}  // namespace lethe::room
