// SPDX-License-Identifier: AGPL-3.0-or-later
// STUN and TURN servers for clients, with temporary TURN credentials as in coturn's use-auth-secret
// (draft-uberti-behave-turn-rest-00). Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

struct IceSetting {
  std::vector<std::string> urls;
  std::string username, credential;  // empty: none
  std::string secret;                // shared with the TURN server, in place of both; empty: none
};

// Longer than a meeting, because an allocation is renewed with its original credentials.
constexpr std::chrono::hours turn_credentials_last{24};

// HMAC-SHA1 in base64.
std::string turn_password(const std::string& secret, const std::string& username);

// The servers as told to a client at that time. A user name consists of its expiry in seconds since 1970 and random
// digits, so it reveals nothing personal.
std::vector<IceServer> ice_servers_at(const std::vector<IceSetting>& settings,
                                      std::chrono::system_clock::time_point now);

}  // namespace lethe::room
