// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's listening sockets. An address on which somebody already listens is refused, because with SO_REUSEPORT
// the kernel would distribute connections between two servers at random. Throws std::runtime_error with a sentence that
// names setting, address and reason. Any thread.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <string>

namespace lethe::api {

// `address` is an IP address; `port` 0 takes any free one.
Poco::Net::ServerSocket listen_on(const std::string& address, std::uint16_t port);

// Throws if listening could not work; another listener on the address is no fault. Leaves nothing behind.
void check_address(const std::string& address, std::uint16_t port);

// A UNIX socket for its owner and group. Replaces one that an earlier server left and nobody serves.
Poco::Net::ServerSocket listen_on_file(const std::string& path);

}  // namespace lethe::api
