// SPDX-License-Identifier: AGPL-3.0-or-later
// The attendance log: address, room, from, until, and nothing else. A row is written when somebody arrives and is
// brought up to date each minute and at the end, so what a crash leaves is closed at the last heartbeat by itself.
// A row is deleted before it is `retention_days` old, counted from its beginning, whether it is closed or not. When the
// clock of the day is set meanwhile, whoever is still there came when the steady clock says; of other rows whose
// beginning is still to come nobody knows how old they are: they go.
// What cannot be written is kept in memory, in bounds, and tried again each minute. Owned by Store; arrived() and
// left() from the control thread, the rest from any other.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <vector>

#include "mcu/room/model/attendance_port.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

class Background;

using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;
// By so much the clock of the day may be corrected without a word; what is later than that was written by a wrong one.
inline constexpr std::chrono::hours clock_error{1};

struct AttendanceRow {
  std::string address, room;
  room::WallTime from, until;
  bool operator==(const AttendanceRow&) const = default;
};

class AttendanceLog : public room::Attendance {
 public:
  // How often purge() is called: rows go that much earlier, so that none ever gets older than it may.
  static constexpr std::chrono::hours purge_period{1};

  // Keeps nothing when `retention_days` is 0. `background` runs the writing.
  AttendanceLog(Database& database, int retention_days, room::WallNow now, SteadyNow steady, Background& background);

  Visit arrived(const std::string& address, const std::string& room) override;
  void left(Visit visit) override;

  // On the background thread, or before it has anything to do.
  void heartbeat();
  bool purge();  // whether rows were deleted; throws Error

  std::vector<AttendanceRow> rows() const;  // oldest first

 private:
  struct Open {
    AttendanceRow row;
    std::chrono::steady_clock::time_point came;
    std::int64_t row_id = 0;  // 0: not written yet
    bool over = false, dirty = true;
  };
  void correct();  // what a wrong clock said
  void write();    // what is dirty

  Database& database_;
  const int retention_days_;
  const room::WallNow now_;
  const SteadyNow steady_;
  Background& background_;
  std::uint64_t last_visit_ = 0;  // of the control thread
  std::map<Visit, Open> open_;    // of the background thread
};

// Rows that began before this may not exist any more at `now`.
room::WallTime retained_since(room::WallTime now, int retention_days);

// For the operator, from the file of a server that may run: rows that overlap the time, oldest first. Throws
// std::runtime_error with a sentence.
std::vector<AttendanceRow> read_attendance(const std::string& path, room::WallTime from, room::WallTime until);

}  // namespace lethe::store
