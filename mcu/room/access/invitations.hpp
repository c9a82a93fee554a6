// SPDX-License-Identifier: AGPL-3.0-or-later
// The invitations to one room: created, used up, expired, revoked. Their tokens are in Credentials as hashes, as long
// as the invitation exists. Times are wall-clock times, because invitations outlive a run of the server. Owned by its
// room; control thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mcu/room/access/credentials.hpp"
#include "mcu/room/model/record.hpp"

namespace lethe::room {

class Invitations {
 public:
  Invitations(std::string room, Credentials& credentials) : room_(std::move(room)), credentials_(credentials) {}
  ~Invitations();
  Invitations(const Invitations&) = delete;
  Invitations& operator=(const Invitations&) = delete;

  // `maker`: the stay of the participant who invites; empty: the owner.
  InvitationView add(const InvitationSpec& spec, const std::string& public_url, WallTime now,
                     const std::string& maker = {});
  std::vector<InvitationSummary> list() const;
  void revoke(const std::string& id);             // throws Error NotFound
  void revoke_made_by(const std::string& maker);  // during this run of the server
  bool has(const std::string& id) const;
  bool valid(const std::string& id, WallTime now) const;
  void use(const std::string& id, WallTime now);              // the last use ends it
  std::optional<int> uses_left(const std::string& id) const;  // none: unlimited, or there is no such invitation
  void expire(WallTime now);
  void keep_newest(std::size_t most);
  std::size_t count() const { return all_.size(); }

  const std::vector<InvitationRecord>& records() const { return all_; }
  void restore(const std::vector<InvitationRecord>& records);  // replaces all others

 private:
  void add(InvitationRecord invitation);

  std::string room_;
  Credentials& credentials_;
  std::vector<InvitationRecord> all_;
  std::map<std::string, std::string> makers_;  // by id
};

}  // namespace lethe::room
