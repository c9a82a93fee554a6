// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/store.hpp"

#include "base/error.hpp"

namespace lethe::store {

Store::Store(const Options& options)
    : now(options.now),
      database_(options.path),
      accounts(database_),
      rooms(database_),
      passwords(options.argon2),
      attendance(database_, options.retention_days, options.now, background_),
      background_([this] { pulse(); }) {
  background_.post([this] { purge(); });
  settle();
}

void Store::pulse() {
  attendance.heartbeat();
  if (now() - last_purge_ >= AttendanceLog::purge_period) purge();
}

void Store::purge() {
  last_purge_ = now();
  try {
    const bool rows = attendance.purge(), invitations = rooms.purge_invitations(now());
    if (accounts.purge_sessions(now()) || rows || invitations) database_.forget();
  } catch (const Error&) {
    last_purge_ = {};  // logged; the next minute tries again
  }
}

}  // namespace lethe::store
