// SPDX-License-Identifier: AGPL-3.0-or-later
// Times as the API writes them.
#pragma once

#include <chrono>
#include <string>

namespace lethe::room {

std::string rfc3339(std::chrono::system_clock::time_point time);  // UTC, whole seconds

}  // namespace lethe::room
