// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/access/way_back.hpp"

#include <algorithm>
#include <array>

#include "mcu/base/hmac.hpp"
#include "mcu/base/secret.hpp"
#include "mcu/room/model/ids.hpp"

namespace lethe::room {
namespace {

// lr_ROOM.STAY.ROLE.INVITATION.SIGNATURE, none of which contains a dot.
constexpr std::string_view prefix = "lr_";
constexpr std::size_t longest = 160;

}  // namespace

std::string new_way_back_key() { return random_token(""); }

std::string way_back(const std::string& key, const ReturningActor& who) {
  const auto roles = names(Role{});
  const auto role = std::find_if(roles.begin(), roles.end(), [&](const auto& one) { return one.first == who.role; });
  const std::string said =
      std::string(prefix) + who.room + "." + who.stay + "." + std::string(role->second) + "." + who.invitation;
  return said + "." + base64url(hmac_sha256(key, said));
}

std::optional<ReturningActor> read_way_back(const std::string& token) {
  if (!token.starts_with(prefix) || token.size() > longest) return std::nullopt;
  std::array<std::string, 4> parts;
  std::size_t from = prefix.size();
  for (auto& part : parts) {
    const auto dot = token.find('.', from);
    if (dot == token.npos) return std::nullopt;
    part = token.substr(from, dot - from);
    from = dot + 1;
  }
  for (const auto& [role, name] : names(Role{}))
    if (parts[2] == name) return ReturningActor{parts[0], parts[1], role, parts[3]};
  return std::nullopt;
}

bool is_way_back(const std::string& key, const std::string& token) {
  const auto who = read_way_back(token);
  return who && !key.empty() && Secret(way_back(key, *who)) == Secret(token);
}

}  // namespace lethe::room
