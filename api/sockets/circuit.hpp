// SPDX-License-Identifier: AGPL-3.0-or-later
// What tor says of a connection before its first byte: the circuit on which it came, as an address of a range of its
// own in a line of the PROXY protocol (HiddenServiceExportCircuitID haproxy, tor(1)). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lethe::api {

inline constexpr std::size_t proxy_line_most = 107;  // bytes, with CR LF

// The circuit of such a line without CR LF, as a word of ours; none: it is no such line.
std::optional<std::string> circuit_of(std::string_view line);

}  // namespace lethe::api
