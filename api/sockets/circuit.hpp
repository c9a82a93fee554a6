// SPDX-License-Identifier: AGPL-3.0-or-later
// What tor says before a connection's first byte: the circuit it came by, as an address in a reserved range, in a line
// of the PROXY protocol (HiddenServiceExportCircuitID haproxy, tor(1)). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lethe::api {

inline constexpr std::size_t proxy_line_most = 107;  // bytes, with CR LF

// The circuit in such a line without CR LF, as a word of ours; none if it is not such a line.
std::optional<std::string> circuit_of(std::string_view line);

}  // namespace lethe::api
