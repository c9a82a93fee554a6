// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

namespace lethe::sandbox {

// Whether the process may use TCP. Only ICE-TCP and TURN over TCP need it.
enum class Tcp { Denied, Allowed };

}  // namespace lethe::sandbox
