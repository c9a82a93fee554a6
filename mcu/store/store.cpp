// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/store.hpp"

#include "mcu/base/error.hpp"

namespace lethe::store {

Store::Store(const Options& options)
    : now(options.now),
      database_(options.path),
      clock_(database_, options.now, options.running, options.boot),
      accounts(database_),
      rooms(database_),
      passwords(options.argon2),
      attendance(database_, options.retention_days, clock_, background_),
      background_([this] { pulse(); }) {
  background_.post([this] {
    follow_clock();
    purge();
  });
  settle();
}

Store::~Store() {
  background_.post([this] { note_time(); });
}

void Store::pulse() {
  database_.look();
  follow_clock();
  attendance.heartbeat();
  if (!last_purge_ || clock_.running() - *last_purge_ >= AttendanceLog::purge_period) purge();
}

void Store::follow_clock() {
  try {
    attendance.follow();
  } catch (const Error&) {
    // Already logged. Rows age by the running clock all the same; retried in a minute.
  }
}

void Store::note_time() {
  try {
    clock_.note();
  } catch (const Error&) {
    // Already logged; retried in an hour.
  }
}

void Store::purge() {
  last_purge_ = clock_.running();
  note_time();
  try {
    const bool rows = attendance.purge(), invitations = rooms.purge_invitations(now());
    // Former names and hashes of what goes on may have copies between the cells, so it tidies in any case.
    accounts.purge_sessions(now()) || rows || invitations ? database_.forget() : database_.tidy();
  } catch (const Error&) {
    last_purge_.reset();  // already logged; retried in a minute
  }
}

}  // namespace lethe::store
