// SPDX-License-Identifier: AGPL-3.0-or-later
// The attendance log: address, room, from, until, and nothing else. A row is written on arrival and updated each minute
// and at the end, so a crash leaves it closed at the last heartbeat. A row is deleted before it is `retention_days`
// old, counted from its start by the RowClock, whether it is closed or not. Rows that cannot be written wait in memory,
// within bounds, and are retried each minute. Owned by Store. Call arrived() and left() on the control thread,
// everything else on any other thread.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"
#include "mcu/store/row_clock.hpp"

namespace lethe::store {

class Background;

// Anything later than this was written by a wrong clock, by a lethe that did not follow clocks yet.
inline constexpr std::chrono::hours clock_error{1};

struct AttendanceRow {
  std::string address, room;
  room::WallTime from, until;
  bool operator==(const AttendanceRow&) const = default;
};

class AttendanceLog : public room::Attendance {
 public:
  // The period of purge() calls, and how much earlier rows are deleted, so that none exceeds its age limit.
  static constexpr std::chrono::hours purge_period{1};
  static constexpr std::chrono::minutes early = purge_period + std::chrono::minutes(5);

  // Keeps nothing when `retention_days` is 0. Writes on the thread of `background`.
  AttendanceLog(Database& database, int retention_days, RowClock& clock, Background& background);

  Visit arrived(const std::string& address, const std::string& room) override;
  void left(Visit visit) override;

  // On the background thread, or before it has any task.
  void heartbeat();
  void follow();  // the clock of the day, with the rows; throws Error
  bool purge();   // true if rows were deleted; throws Error

  std::vector<AttendanceRow> rows() const;  // oldest first

 private:
  struct Open {
    AttendanceRow row;
    std::int64_t row_id = 0;  // 0: not written yet
    bool over = false, dirty = true;
  };
  void write();  // dirty rows

  Database& database_;
  const int retention_days_;
  RowClock& clock_;
  Background& background_;
  [[no_unique_address]] ThreadOwned control_thread_;
  std::uint64_t last_visit_ = 0;  // control thread
  std::map<Visit, Open> open_;    // background thread
};

// The earliest start that a row may still have at `now`.
room::WallTime retained_since(room::WallTime now, int retention_days);

// For the operator, also while a server uses the file: rows that overlap the time span, oldest first. Throws
// std::runtime_error with a sentence.
std::vector<AttendanceRow> read_attendance(const std::string& path, room::WallTime from, room::WallTime until);

}  // namespace lethe::store
