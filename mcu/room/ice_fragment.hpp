// SPDX-License-Identifier: AGPL-3.0-or-later
// The one thing control reads of a session description: the ICE user name fragment, by which a restart is told from a
// trickle (RFC 8839 4.4.3.1). Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// Of the first a=ice-ufrag line; empty when there is none.
inline std::string ice_user(std::string_view sdp) {
  constexpr std::string_view name = "a=ice-ufrag:";
  while (!sdp.empty()) {
    const auto end = sdp.find_first_of("\r\n");
    const auto line = sdp.substr(0, end);
    if (line.starts_with(name)) return std::string(line.substr(name.size()));
    sdp.remove_prefix(end == sdp.npos ? sdp.size() : end + 1);
  }
  return {};
}

}  // namespace lethe::room
