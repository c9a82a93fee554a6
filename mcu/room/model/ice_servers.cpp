// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/ice_servers.hpp"

#include "mcu/base/base64.hpp"
#include "mcu/base/hmac.hpp"
#include "mcu/room/model/ids.hpp"

namespace lethe::room {

std::string turn_password(const std::string& secret, const std::string& username) {
  return to_base64(hmac_sha1(secret, username));
}

std::vector<IceServer> ice_servers_at(const std::vector<IceSetting>& settings,
                                      std::chrono::system_clock::time_point now) {
  std::vector<IceServer> servers;
  for (const auto& setting : settings) {
    IceServer& server = servers.emplace_back();
    server.urls = setting.urls;
    if (!setting.username.empty()) server.username = setting.username;
    if (!setting.credential.empty()) server.credential = setting.credential;
    if (setting.secret.empty()) continue;
    const auto end = std::chrono::floor<std::chrono::seconds>(now + turn_credentials_last).time_since_epoch().count();
    server.username = std::to_string(end) + ":" + random_id(8);
    server.credential = turn_password(setting.secret, *server.username);
  }
  return servers;
}

}  // namespace lethe::room
