// SPDX-License-Identifier: AGPL-3.0-or-later
// Times as the API writes them.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace lethe::room {

// Wall-clock time, for people and for data that outlive a run of the server.
using WallTime = std::chrono::system_clock::time_point;
using WallNow = std::function<WallTime()>;

std::string rfc3339(std::chrono::system_clock::time_point time);  // UTC, whole seconds

}  // namespace lethe::room
