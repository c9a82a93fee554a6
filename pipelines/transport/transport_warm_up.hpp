// SPDX-License-Identifier: AGPL-3.0-or-later
// main calls this once before lock-down; afterwards no file can be opened and no library loaded.
#pragma once

namespace lethe::transport {

// Initialises OpenSSL, NSS (which Debian's libsrtp2 uses), libsrtp2 and libnice's types, and takes each through one
// session in memory so that nothing is loaded later. Starts no thread. Throws std::runtime_error.
void warm_up();

}  // namespace lethe::transport
