// SPDX-License-Identifier: AGPL-3.0-or-later
// The address of a byte stream. Pure.
#pragma once

#include <string>

namespace lethe::api {

inline std::string stream_address(const std::string& ticket) { return "/streams/" + ticket; }

}  // namespace lethe::api
