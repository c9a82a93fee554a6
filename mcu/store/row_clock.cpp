// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/row_clock.hpp"

#include <time.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "mcu/store/access.hpp"

namespace lethe::store {
namespace {

using Poco::Data::Session;
using std::chrono::seconds;
constexpr seconds ignored{60};  // leap seconds, and the moment between two readings

seconds whole(std::chrono::nanoseconds time) { return std::chrono::floor<seconds>(time); }

struct Noted {
  std::string boot;
  std::int64_t offset = 0, seen = 0;
};

Noted noted(Session& session) {
  Noted found;
  session << "SELECT boot, ahead, seen FROM clock", into(found.boot), into(found.offset), into(found.seen), now;
  std::int64_t last = 0;  // rows are written more often than the time is noted
  session << "SELECT ifnull(max(until), 0) FROM attendance", into(last), now;
  if (!found.boot.empty()) found.seen = std::max(found.seen, last);
  return found;
}

}  // namespace

std::chrono::steady_clock::time_point since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::steady_clock::time_point(seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

std::string boot_id() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
  return id;
}

RowClock::RowClock(Database& database, room::WallNow wall, SteadyNow running, const std::string& boot)
    : database_(database), wall_(std::move(wall)), running_(std::move(running)) {
  begin(boot);
}

room::WallTime RowClock::at(std::chrono::steady_clock::time_point moment) const {
  return room::WallTime(std::chrono::duration_cast<room::WallTime::duration>(moment.time_since_epoch()) + offset_);
}

seconds RowClock::set_by() const { return whole(wall_() - now()); }

void RowClock::begin(const std::string& boot) {
  const auto [known, offset, seen] = transact(database_, noted);
  const auto running = running_().time_since_epoch();
  const seconds wall = whole(wall_().time_since_epoch());
  if (!boot.empty() && known == boot) {
    offset_ = seconds(offset);
  } else {
    offset_ = whole(std::max(wall, seconds(seen)) - running);
  }
  boot_ = boot.empty() ? "unknown" : boot;
  try {
    note();
  } catch (const Error&) {
    // Already logged: the disk is full, perhaps. It is noted again within the hour.
  }
}

void RowClock::write(Poco::Data::Session& session, seconds offset) const {
  change(session, "DELETE FROM clock");
  change(session, "INSERT INTO clock (boot, ahead, seen) VALUES (?, ?, ?)", bind(boot_),
         bind(std::int64_t{offset.count()}), bind(std::int64_t{whole(running_().time_since_epoch() + offset).count()}));
}

void RowClock::note() {
  transact(database_, [this](Session& session) { write(session, offset_); });
}

seconds RowClock::follow() {
  const seconds step = set_by();
  if (std::chrono::abs(step) <= ignored) return seconds(0);
  const std::int64_t by = step.count();
  transact(database_, [&](Session& session) {
    change(session, "UPDATE attendance SET since = since + ?, until = until + ?", bind(by), bind(by));
    change(session, "UPDATE session SET created = created + ?, expires = expires + ?", bind(by), bind(by));
    write(session, offset_ + step);
  });
  offset_ += step;
  return step;
}

}  // namespace lethe::store
