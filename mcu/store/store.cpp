// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/store.hpp"

#include <utility>

#include "mcu/base/error.hpp"

namespace lethe::store {

Store::Store(const Options& options)
    : now(options.now),
      database_(options.path),
      accounts(database_),
      rooms(database_),
      passwords(options.argon2),
      attendance(database_, options.retention_days, options.now, options.steady, background_),
      steady_(options.steady),
      last_pulse_(now()),
      last_pulse_steady_(steady_()),
      background_([this] { pulse(); }) {
  background_.post([this] { purge(); });
  settle();
}

void Store::pulse() {
  database_.look();
  attendance.heartbeat();
  // Uses the steady clock: after a wall clock that was ahead is corrected, the next hour could be a year away.
  if (clock_was_set() || !last_purge_ || steady_() - *last_purge_ >= AttendanceLog::purge_period) purge();
}

bool Store::clock_was_set() {
  const auto time = now();
  const auto steady = steady_();
  const auto step = (time - std::exchange(last_pulse_, time)) - (steady - std::exchange(last_pulse_steady_, steady));
  return std::chrono::abs(step) > clock_error;
}

void Store::purge() {
  last_purge_ = steady_();
  try {
    const bool rows = attendance.purge(), invitations = rooms.purge_invitations(now());
    // Former names and hashes of what goes on may have copies between the cells, so it tidies in any case.
    accounts.purge_sessions(now()) || rows || invitations ? database_.forget() : database_.tidy();
  } catch (const Error&) {
    last_purge_.reset();  // already logged; retried in a minute
  }
}

}  // namespace lethe::store
