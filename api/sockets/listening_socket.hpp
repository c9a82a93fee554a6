// SPDX-License-Identifier: AGPL-3.0-or-later
// Sockets on which the server listens. A place where somebody listens already is refused: with SO_REUSEPORT the kernel
// would deal connections out between two servers by chance. Throws std::runtime_error with a sentence that names
// setting, address and reason. Any thread.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <string>

namespace lethe::api {

// `address` is an IP address; `port` 0 takes any free one.
Poco::Net::ServerSocket listen_on(const std::string& address, std::uint16_t port);

// Throws when that could not work; that somebody listens there is no fault. Leaves nothing behind.
void check_address(const std::string& address, std::uint16_t port);

// A UNIX socket, for its owner and group. One that a server before left behind, and nobody serves, is replaced.
Poco::Net::ServerSocket listen_on_file(const std::string& path);

}  // namespace lethe::api
