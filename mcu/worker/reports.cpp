// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/reports.hpp"

#include <algorithm>

#include "mcu/base/log.hpp"

namespace lethe::worker {
namespace {

log::Word name_of(wire::ReportCode code) {
  for (const auto& [known, name] : names(code))
    if (known == code) return log::Word::from_table(name);
  return "unknown";
}

void write(const wire::Report& report) {
  const log::Field code{"report", name_of(report.code)};
  switch (report.code) {
    case wire::ReportCode::EventLost:
      return log::warning("worker-reports", {code});
    case wire::ReportCode::SystemError:
      return log::error("worker-reports", {code, {"errno", report.number}});
    case wire::ReportCode::CheckFailed:
      return log::error(
          "worker-reports",
          {code, {"file", log::Word::from_table(wire::checked_files.at(report.file))}, {"line", report.number}});
    case wire::ReportCode::CommandFailed:
    case wire::ReportCode::UnreadableCommand:
    case wire::ReportCode::Exception:
      return log::error("worker-reports", {code});
  }
}

}  // namespace

void Reports::take(const wire::Report& report, Clock::time_point now) {
  const bool last = are_last_words(report.code);
  if (ended_ || (!last && !may_log(now))) {
    ++dropped_;
    return;
  }
  ended_ = last;
  write(report);
}

bool Reports::may_log(Clock::time_point now) {
  const auto after = std::max(all_again_, now) + line_again_after;
  if (after - now > lines_at_once * line_again_after) return false;
  all_again_ = after;
  return true;
}

void Reports::log_dropped() const {
  if (dropped_ == 0) return;
  std::uint64_t magnitude = 1;
  while (magnitude <= dropped_ / 10) magnitude *= 10;
  log::warning("worker-reports-dropped", {{"at_least", magnitude}});
}

}  // namespace lethe::worker
