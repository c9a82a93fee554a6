// SPDX-License-Identifier: AGPL-3.0-or-later
// The attendance log: address, room, from, until, and nothing else. A row is written on arrival and updated each minute
// and at the end, so a crash leaves it closed at the last heartbeat. A row is deleted before it is `retention_days`
// old, counted from its start, whether it is closed or not. When the wall clock is set, rows of present participants
// are corrected by the steady clock; other rows that start in the future have an unknown age and are deleted. Rows that
// cannot be written wait in memory, within bounds, and are retried each minute. Owned by Store. Call arrived() and
// left() on the control thread, everything else on any other thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <vector>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

class Background;

using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;
// Smaller corrections of the wall clock are ignored; anything later than this was written by a wrong clock.
inline constexpr std::chrono::hours clock_error{1};

struct AttendanceRow {
  std::string address, room;
  room::WallTime from, until;
  bool operator==(const AttendanceRow&) const = default;
};

class AttendanceLog : public room::Attendance {
 public:
  // The period of purge() calls. Rows are deleted this much earlier, so that none exceeds its age limit.
  static constexpr std::chrono::hours purge_period{1};

  // Keeps nothing when `retention_days` is 0. Writes on the thread of `background`.
  AttendanceLog(Database& database, int retention_days, room::WallNow now, SteadyNow steady, Background& background);

  Visit arrived(const std::string& address, const std::string& room) override;
  void left(Visit visit) override;

  // On the background thread, or before it has any task.
  void heartbeat();
  bool purge();  // true if rows were deleted; throws Error

  std::vector<AttendanceRow> rows() const;  // oldest first

 private:
  struct Open {
    AttendanceRow row;
    std::chrono::steady_clock::time_point came;
    std::int64_t row_id = 0;  // 0: not written yet
    bool over = false, dirty = true;
  };
  void correct();  // rows from a wrong clock
  void write();    // dirty rows

  Database& database_;
  const int retention_days_;
  const room::WallNow now_;
  const SteadyNow steady_;
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
