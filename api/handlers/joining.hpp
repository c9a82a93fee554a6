// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining a room, for all kinds of requests. On an HTTP thread.
#pragma once

#include "api/call/call.hpp"

namespace lethe::api {

// With the credential of the call. Throws Error.
room::Joined join(Call& call, const std::string& room, const Body<room::JoinSpec>& body);

}  // namespace lethe::api
