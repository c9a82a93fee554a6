// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

namespace lethe::sandbox {

// Whether the process may use TCP, which it needs for ICE-TCP and TURN over TCP only.
enum class Tcp { Denied, Allowed };

}  // namespace lethe::sandbox
