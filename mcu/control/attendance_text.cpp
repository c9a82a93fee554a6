// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/control/attendance_text.hpp"

#include <ctime>
#include <string_view>

#include "mcu/base/fields.hpp"

namespace lethe {

std::string attendance_text(const std::vector<store::AttendanceRow>& rows, AttendanceFormat format) {
  if (format == AttendanceFormat::Json) {
    Json array = Json::array();
    for (const auto& row : rows)
      array.push_back({{"address", row.address},
                       {"room", row.room},
                       {"from", room::rfc3339(row.from)},
                       {"until", room::rfc3339(row.until)}});
    return array.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  std::string text = "address,room,from,until\r\n";  // RFC 4180; no value holds a comma or a quote
  for (const auto& row : rows)
    text += row.address + "," + row.room + "," + room::rfc3339(row.from) + "," + room::rfc3339(row.until) + "\r\n";
  return text;
}

std::optional<room::WallTime> time_from_text(const std::string& text) {
  std::tm parts{};
  for (const char* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"}) {
    parts = {};
    const char* end = ::strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return std::chrono::system_clock::from_time_t(::timegm(&parts));
  }
  return std::nullopt;
}

}  // namespace lethe
