// SPDX-License-Identifier: AGPL-3.0-or-later
// Before the sandbox closes, main calls this once: afterwards no file can be opened and no library loaded.
#pragma once

namespace lethe::transport {

// Initialises OpenSSL, NSS (Debian's libsrtp2 stands on it), libsrtp2 and libnice's types, and takes each of them
// through one session in memory so that nothing is loaded later. Starts no thread. Throws std::runtime_error.
void warm_up();

}  // namespace lethe::transport
