// SPDX-License-Identifier: AGPL-3.0-or-later
// Shared by all rooms; outlives them. Control thread.
#pragma once

#include "mcu/base/loop.hpp"
#include "mcu/room/access/credentials.hpp"
#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/media.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/room/parts/event_log.hpp"

namespace lethe::room {

struct Surroundings {
  const Loop& control;  // for CHECK_ON
  Media& media;
  const Limits& limits;
  Credentials& credentials;
  const Labels& labels;
  const Now& now;
  const EventLog::Ended& subscription_ended;
  const WallNow& wall;
  Attendance& attendance;
  const OnNotice& on_notice;  // may be empty
  Totals& totals;
  const Speaking& speaking;

  std::vector<IceServer> ice_servers() const { return ice_servers_at(limits.ice_servers, wall()); }  // for one client
  void tell(const Notice& notice) const {
    if (on_notice) on_notice(notice);
  }
};

}  // namespace lethe::room
