// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/attendance.hpp"

#include <algorithm>

#include "mcu/base/retention.hpp"
#include "mcu/store/access.hpp"
#include "mcu/store/background.hpp"

namespace lethe::store {
namespace {

using Poco::Data::Session;
constexpr std::size_t unwritten_most = 10'000;

}  // namespace

room::WallTime retained_since(room::WallTime now, int retention_days) {
  return now - std::chrono::hours(24) * std::min(retention_days, retention_days_most) + AttendanceLog::early;
}

AttendanceLog::AttendanceLog(Database& database, int retention_days, RowClock& clock, Background& background)
    : database_(database), retention_days_(retention_days), clock_(clock), background_(background) {}

AttendanceLog::Visit AttendanceLog::arrived(const std::string& address, const std::string& room) {
  CHECK_ON(control_thread_);
  if (retention_days_ == 0 || address.empty()) return Visit::None;
  const Visit visit{++last_visit_};
  background_.post([this, visit, address, room, moment = clock_.running()] {
    if (open_.size() >= unwritten_most) open_.erase(open_.begin());
    const auto came = clock_.at(moment);
    open_.emplace(visit, Open{{address, room, came, came}});
    write();
  });
  return visit;
}

void AttendanceLog::left(Visit visit) {
  CHECK_ON(control_thread_);
  if (visit == Visit::None) return;
  background_.post([this, visit, moment = clock_.running()] {
    const auto at = open_.find(visit);
    if (at == open_.end()) return;
    at->second.row.until = std::max(clock_.at(moment), at->second.row.from);
    at->second.over = at->second.dirty = true;
    write();
  });
}

void AttendanceLog::follow() {
  const auto step = clock_.follow();
  for (auto& [visit, open] : open_) {
    open.row.from += step;
    open.row.until += step;
  }
}

void AttendanceLog::heartbeat() {
  const auto time = clock_.now();
  for (auto& [visit, open] : open_)
    if (!open.over) {
      open.row.until = std::max(time, open.row.from);
      open.dirty = true;
    }
  write();
}

void AttendanceLog::write() {
  std::vector<std::pair<Visit, std::int64_t>> written;
  try {
    transact(database_, [&](Session& session) {
      for (const auto& [visit, open] : open_) {
        if (!open.dirty) continue;
        std::int64_t id = open.row_id;
        if (id != 0) {
          change(session, "UPDATE attendance SET since = ?, until = ? WHERE rowid = ?", bind(to_seconds(open.row.from)),
                 bind(to_seconds(open.row.until)), bind(id));
        } else {
          change(session, "INSERT INTO attendance (address, room, since, until) VALUES (?, ?, ?, ?)",
                 bind(open.row.address), bind(open.row.room), bind(to_seconds(open.row.from)),
                 bind(to_seconds(open.row.until)));
          session << "SELECT last_insert_rowid()", into(id), now;
        }
        written.emplace_back(visit, id);
      }
    });
  } catch (const Error&) {
    return;  // already logged; retried in a minute
  }
  for (const auto& [visit, id] : written) {
    Open& open = open_.at(visit);
    open.row_id = id;
    open.dirty = false;
    if (open.over) open_.erase(visit);
  }
}

bool AttendanceLog::purge() {
  write();
  const auto to_come = clock_.now() + clock_error;
  const auto since = retention_days_ == 0 ? room::WallTime::max() : retained_since(clock_.now(), retention_days_);
  // SQLite reuses the number of a deleted row: participants who are still there must not write to it.
  std::erase_if(open_, [&](const auto& one) {
    return one.second.row.from < since || (one.second.over && one.second.row.from > to_come);
  });
  return transact(
      database_,
      [&](Session& session) {
        return change(session, "DELETE FROM attendance WHERE since < ? OR since > ?", bind(to_seconds(since)),
                      bind(to_seconds(to_come))) > 0;
      },
      Need::Erase);
}

std::vector<AttendanceRow> AttendanceLog::rows() const {
  return transact(database_, [&](Session& session) {
    std::vector<std::string> address, room;
    std::vector<std::int64_t> since, until;
    session << "SELECT address, room, since, until FROM attendance ORDER BY since, rowid", into(address), into(room),
        into(since), into(until), now;
    std::vector<AttendanceRow> found;
    for (std::size_t i = 0; i < address.size(); ++i)
      found.push_back({address[i], room[i], from_seconds(since[i]), from_seconds(until[i])});
    return found;
  });
}

}  // namespace lethe::store
