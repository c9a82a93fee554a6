// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/accounts.hpp"

#include <Poco/Nullable.h>

#include "mcu/room/model/ids.hpp"
#include "mcu/store/access.hpp"
#include "mcu/store/attendance.hpp"

namespace lethe::store {
namespace {

using Poco::Data::Session;
namespace sqlite = Poco::Data::SQLite;

constexpr int sessions_most = 100;  // per account; the oldest is dropped

}  // namespace

Account Accounts::add(const std::string& name, const std::string& password_hash,
                      const std::optional<std::string>& email, room::WallTime created) {
  Account account{room::random_id(16), name, email, from_seconds(to_seconds(created))};
  Poco::Nullable<std::string> address;
  if (email) address = *email;
  try {
    transact(database_, [&](Session& session) {
      change(session, "INSERT INTO account (id, name, password, email, created) VALUES (?, ?, ?, ?, ?)",
             bind(account.id), bind(name), bind(password_hash), bind(address), bind(to_seconds(created)));
    });
  } catch (const sqlite::ConstraintViolationException&) {
    throw Error(Code::NameTaken);
  }
  return account;
}

std::optional<Accounts::PasswordOf> Accounts::password_of(const std::string& name) const {
  return transact(database_, [&](Session& session) -> std::optional<PasswordOf> {
    PasswordOf found;
    session << "SELECT id, password FROM account WHERE name = ?", bind(name), into(found.account), into(found.hash),
        now;
    if (found.account.empty()) return std::nullopt;
    return found;
  });
}

std::optional<Account> Accounts::find(const std::string& id) const {
  return transact(database_, [&](Session& session) -> std::optional<Account> {
    Account account;
    Poco::Nullable<std::string> email;
    std::int64_t created = 0;
    session << "SELECT id, name, email, created FROM account WHERE id = ?", bind(id), into(account.id),
        into(account.name), into(email), into(created), now;
    if (account.id.empty()) return std::nullopt;
    if (!email.isNull()) account.email = email.value();
    account.created = from_seconds(created);
    return account;
  });
}

void Accounts::change_password(const std::string& id, const std::string& password_hash) {
  transact(database_, [&](Session& session) {
    change(session, "UPDATE account SET password = ? WHERE id = ?", bind(password_hash), bind(id));
  });
}

bool Accounts::erase(const std::string& id) {
  const bool erased = transact(
      database_, [&](Session& session) { return change(session, "DELETE FROM account WHERE id = ?", bind(id)) > 0; },
      Need::Erase);
  if (erased) database_.forget();
  return erased;
}

void Accounts::open_session(const std::string& account, const std::string& token_hash, const AccountSession& opened) {
  try {
    transact(database_, [&](Session& session) {
      change(session,
             "DELETE FROM session WHERE token IN "
             "(SELECT token FROM session WHERE account = ? ORDER BY created DESC LIMIT -1 OFFSET ?)",
             bind(account), bind(sessions_most - 1));
      change(session, "INSERT INTO session (token, account, created, expires) VALUES (?, ?, ?, ?)", bind(token_hash),
             bind(account), bind(to_seconds(opened.created)), bind(to_seconds(opened.expires)));
    });
  } catch (const sqlite::ConstraintViolationException&) {
    throw Error(Code::WrongPassword);  // the account was erased in the meantime
  }
}

std::optional<std::string> Accounts::account_of(const std::string& token_hash, room::WallTime time) const {
  return transact(database_, [&](Session& session) -> std::optional<std::string> {
    std::string account;
    session << "SELECT account FROM session WHERE token = ? AND expires > ?", bind(token_hash), bind(to_seconds(time)),
        into(account), now;
    if (account.empty()) return std::nullopt;
    return account;
  });
}

std::vector<AccountSession> Accounts::sessions(const std::string& account) const {
  return transact(database_, [&](Session& session) {
    std::vector<std::int64_t> created, expires;
    session << "SELECT created, expires FROM session WHERE account = ? ORDER BY created", bind(account), into(created),
        into(expires), now;
    std::vector<AccountSession> found;
    for (std::size_t i = 0; i < created.size(); ++i)
      found.push_back({from_seconds(created[i]), from_seconds(expires[i])});
    return found;
  });
}

void Accounts::end_session(const std::string& token_hash) {
  transact(
      database_, [&](Session& session) { change(session, "DELETE FROM session WHERE token = ?", bind(token_hash)); },
      Need::Erase);
}

void Accounts::end_sessions(const std::string& account, const std::string& but_token_hash) {
  transact(
      database_,
      [&](Session& session) {
        change(session, "DELETE FROM session WHERE account = ? AND token <> ?", bind(account), bind(but_token_hash));
      },
      Need::Erase);
}

bool Accounts::purge_sessions(room::WallTime time) {
  return transact(
      database_,
      [&](Session& session) {
        // A session that starts in the future was opened while the clock was ahead; it would be valid for too long.
        return change(session, "DELETE FROM session WHERE expires <= ? OR created > ?", bind(to_seconds(time)),
                      bind(to_seconds(time + clock_error))) > 0;
      },
      Need::Erase);
}

}  // namespace lethe::store
