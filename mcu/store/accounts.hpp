// SPDX-License-Identifier: AGPL-3.0-or-later
// Accounts and their log-in sessions in the database. Any thread but control. Throws Error StoreUnavailable, like all
// of the store. Owned by Store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

struct Account {
  std::string id, name;
  std::optional<std::string> email;  // not verified
  room::WallTime created;
};
struct AccountSession {
  room::WallTime created, expires;
};

class Accounts {
 public:
  explicit Accounts(Database& database) : database_(database) {}

  // Throws Error NameTaken.
  Account add(const std::string& name, const std::string& password_hash, const std::optional<std::string>& email,
              room::WallTime now);
  struct PasswordOf {
    std::string account, hash;
  };
  std::optional<PasswordOf> password_of(const std::string& name) const;
  std::optional<Account> find(const std::string& id) const;
  void change_password(const std::string& id, const std::string& password_hash);
  // Also erases its sessions, rooms and invitations. Returns false if there is no such account.
  bool erase(const std::string& id);

  // `token_hash`: SHA-256 of the session's token.
  void open_session(const std::string& account, const std::string& token_hash, const AccountSession& session);
  std::optional<std::string> account_of(const std::string& token_hash, room::WallTime now) const;
  std::vector<AccountSession> sessions(const std::string& account) const;
  void end_session(const std::string& token_hash);
  void end_sessions(const std::string& account, const std::string& but_token_hash = {});
  bool purge_sessions(room::WallTime now);  // true if any had expired

 private:
  Database& database_;
};

}  // namespace lethe::store
