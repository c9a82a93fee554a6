// SPDX-License-Identifier: AGPL-3.0-or-later
// a=candidate lines as text (RFC 8839, RFC 6544). Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lethe::transport {

// "candidate:1 1 udp …" of a host candidate; TCP ones are passive.
std::string host_candidate(unsigned foundation, bool tcp, std::uint32_t priority, const std::string& address, int port);

// Whether "candidate:…" is of component 1 with a numeric address and a port: names would need a resolver, which the
// sandbox has not. Only the grammar up to the type is checked.
bool is_numeric_candidate(std::string_view text);

}  // namespace lethe::transport
