// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/time.hpp"

#include <ctime>

namespace lethe::room {

std::string rfc3339(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace lethe::room
