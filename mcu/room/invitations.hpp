// SPDX-License-Identifier: AGPL-3.0-or-later
// The invitations to one room: made, used up, expired. Their tokens live in Credentials as hashes, for as long as the
// invitation does. Owned by its room; control thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "room/credentials.hpp"

namespace lethe::room {

class Invitations {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Invitations(std::string room, Credentials& credentials) : room_(std::move(room)), credentials_(credentials) {}
  ~Invitations();
  Invitations(const Invitations&) = delete;
  Invitations& operator=(const Invitations&) = delete;

  InvitationView add(const InvitationSpec& spec, const std::string& public_url, Time now);
  bool valid(const std::string& id, Time now) const;
  void use(const std::string& id);  // the last use ends it
  void expire(Time now);
  std::size_t count() const { return all_.size(); }

 private:
  struct Invitation {
    std::string id, hash;
    std::optional<Time> expires;
    std::optional<int> uses_left;
  };
  std::string room_;
  Credentials& credentials_;
  std::vector<Invitation> all_;
};

}  // namespace lethe::room
