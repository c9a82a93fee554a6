// SPDX-License-Identifier: AGPL-3.0-or-later
// The surroundings of a room, with recorded media and notices.
#pragma once

#include "mcu/room/parts/surroundings.hpp"
#include "tests/unit/room/recorded_media.hpp"
#include "tests/unit/room/room_fixture.hpp"

namespace lethe::room {

struct SurroundingsTest : RoomTest {
  Loop control;
  RecordedMedia recorded;
  Limits limits;
  Credentials credentials{{}};
  Labels labels;
  NoAttendance attendance;
  std::vector<Notice> notices;
  OnNotice on_notice = [this](const Notice& notice) { notices.push_back(notice); };
  Totals totals;
  Speaking speaking;
  EventLog::Ended ended = [](Subscription) {};
  Surroundings around{control, recorded, limits,     credentials, labels, now,
                      ended,   wall,     attendance, on_notice,   totals, speaking};
};

}  // namespace lethe::room
