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
  return now - std::chrono::hours(24) * std::min(retention_days, retention_days_most) + AttendanceLog::purge_period;
}

AttendanceLog::AttendanceLog(Database& database, int retention_days, room::WallNow now, SteadyNow steady,
                             Background& background)
    : database_(database),
      retention_days_(retention_days),
      now_(std::move(now)),
      steady_(std::move(steady)),
      background_(background) {}

AttendanceLog::Visit AttendanceLog::arrived(const std::string& address, const std::string& room) {
  CHECK_ON(control_thread_);
  if (retention_days_ == 0 || address.empty()) return Visit::None;
  const Visit visit{++last_visit_};
  background_.post([this, visit, row = AttendanceRow{address, room, now_(), now_()}, came = steady_()] {
    if (open_.size() >= unwritten_most) open_.erase(open_.begin());
    open_.emplace(visit, Open{row, came});
    write();
  });
  return visit;
}

void AttendanceLog::left(Visit visit) {
  CHECK_ON(control_thread_);
  if (visit == Visit::None) return;
  background_.post([this, visit, until = now_()] {
    const auto at = open_.find(visit);
    if (at == open_.end()) return;
    correct();
    at->second.row.until = std::max(until, at->second.row.from);
    at->second.over = at->second.dirty = true;
    write();
  });
}

void AttendanceLog::correct() {
  for (auto& [visit, open] : open_) {
    if (open.over) continue;
    const auto came = now_() - (steady_() - open.came);
    if (std::chrono::abs(came - open.row.from) <= clock_error) continue;
    open.row.from = std::chrono::time_point_cast<room::WallTime::duration>(came);
    open.dirty = true;
  }
}

void AttendanceLog::heartbeat() {
  correct();
  const auto time = now_();
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
  correct();
  write();
  const auto to_come = now_() + clock_error;
  const auto since = retention_days_ == 0 ? room::WallTime::max() : retained_since(now_(), retention_days_);
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
