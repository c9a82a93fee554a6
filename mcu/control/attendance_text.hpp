// SPDX-License-Identifier: AGPL-3.0-or-later
// Formats the attendance log for an operator answering a lawful request (--export-attendance). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mcu/store/attendance.hpp"

namespace lethe {

enum class AttendanceFormat { Csv, Json };

std::string attendance_text(const std::vector<store::AttendanceRow>& rows, AttendanceFormat format);

// "2026-11-25" (its first second) or "2026-11-25T13:00:00Z", both UTC; none if it is neither.
std::optional<room::WallTime> time_from_text(const std::string& text);

}  // namespace lethe
