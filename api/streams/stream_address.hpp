// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a stream is taken. Pure.
#pragma once

#include <string>

namespace lethe::api {

inline std::string stream_address(const std::string& ticket) { return "/streams/" + ticket; }

}  // namespace lethe::api
