// SPDX-License-Identifier: AGPL-3.0-or-later
// a=candidate lines as text (RFC 8839, RFC 6544). Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lethe::transport {

// "candidate:1 1 udp …" of a host candidate; TCP ones are passive.
std::string host_candidate(unsigned foundation, bool tcp, std::uint32_t priority, const std::string& address, int port);

// True if "candidate:…" has component 1, a numeric address, a port and, for TCP, a tcptype (RFC 6544, 4.5), without
// which libnice complains on standard error. Names would need a resolver, which the sandbox does not allow. Nothing
// else is checked.
bool is_numeric_candidate(std::string_view text);

}  // namespace lethe::transport
