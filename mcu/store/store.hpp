// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that outlives a run of the server. Owned by main, which creates it before any thread; outlives the server
// and the rooms.
#pragma once

#include <optional>

#include "mcu/base/retention.hpp"
#include "mcu/store/accounts.hpp"
#include "mcu/store/attendance.hpp"
#include "mcu/store/background.hpp"
#include "mcu/store/hashing_queue.hpp"
#include "mcu/store/rooms.hpp"

namespace lethe::store {

class Store {
 public:
  struct Options {
    std::string path;  // empty: in memory, for tests
    Argon2 argon2;
    int retention_days = retention_days_most;
    room::WallNow now = std::chrono::system_clock::now;
    SteadyNow running = since_boot;
    std::string boot = boot_id();
  };
  // Purges what has expired. Throws std::runtime_error with a sentence that says what to do.
  explicit Store(const Options& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // The work of each minute: following the machine's clock, the heartbeat of the attendance log and, once an hour,
  // purging.
  // The background thread calls it; tests call it instead, after settle().
  void pulse();
  // Deletes expired rows of the attendance log, sessions and invitations, and leaves no copy of them.
  void purge();
  // False after a failed use or when the file is gone, until it can be written again; checked each minute.
  bool usable() const { return database_.usable(); }
  void settle() { background_.settle(); }
  void later(Background::Task task) { background_.post(std::move(task)); }  // on the background thread

  const room::WallNow now;

 private:
  Database database_;
  RowClock clock_;

 public:
  Accounts accounts;
  Rooms rooms;
  HashingQueue passwords;
  AttendanceLog attendance;

 private:
  void follow_clock();
  void note_time();
  std::optional<std::chrono::steady_clock::time_point> last_purge_;
  Background background_;  // last: its remaining tasks need the members above
};

}  // namespace lethe::store
