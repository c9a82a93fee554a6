// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds the owner of a token. Stores only SHA-256 of tokens: they have 256 random bits, so a plain hash hides them, and
// the time of a look-up by hash reveals nothing. Owned by Service; control thread.
#pragma once

#include <map>
#include <string>

#include "mcu/room/model/limits.hpp"

namespace lethe::room {

class Credentials {
 public:
  explicit Credentials(const std::vector<ApiKey>& keys) {
    for (const auto& key : keys) actors_.emplace(key.sha256, ApiKeyActor{key.name, key.scopes});
  }
  void add(const std::string& hash, Actor actor) { actors_.insert_or_assign(hash, std::move(actor)); }
  void remove(const std::string& hash) { actors_.erase(hash); }
  // A host has removed the owner; whoever uses the token is told so, until the room forgets it.
  void revoke(const std::string& hash, const std::string& room) {
    actors_.erase(hash);
    removed_.insert_or_assign(hash, room);
  }
  bool revoked(const std::string& hash) const { return removed_.contains(hash); }
  void forget_revoked(const std::string& room) {
    std::erase_if(removed_, [&](const auto& one) { return one.second == room; });
  }
  const Actor* find(const std::string& hash) const {
    const auto at = actors_.find(hash);
    return at == actors_.end() ? nullptr : &at->second;
  }

 private:
  std::map<std::string, Actor> actors_;
  std::map<std::string, std::string> removed_;  // hash → room
};

}  // namespace lethe::room
