// SPDX-License-Identifier: AGPL-3.0-or-later
// What control reads of a session description: the ICE user name fragment, by which a restart is told from a trickle
// (RFC 8839 4.4.3.1), and whether any pictures were agreed on. Pure.
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

// An answer that refuses all pictures, or has none to take, as when all that was offered were codecs that we do not
// know.
inline bool lacks_video(std::string_view answer) {
  bool media = false;
  while (!answer.empty()) {
    const auto end = answer.find_first_of("\r\n");
    const auto line = answer.substr(0, end);
    if (line.starts_with("m=video ") && !line.starts_with("m=video 0 ")) return false;
    media = media || line.starts_with("m=");
    answer.remove_prefix(end == answer.npos ? answer.size() : end + 1);
  }
  return media;
}

}  // namespace lethe::room
