// SPDX-License-Identifier: AGPL-3.0-or-later
// The parts of a session description that control reads: the ICE user name fragment, which distinguishes a restart from
// a trickle (RFC 8839 4.4.3.1), and whether any video was agreed on. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// From the first a=ice-ufrag line; empty if there is none.
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

// True if an answer refuses all video or has none to accept, for example when only unknown codecs were offered.
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
