// SPDX-License-Identifier: AGPL-3.0-or-later
// Registration, log-in and an account's own operations, with their throttles. The API's only way to passwords. Any HTTP
// thread; blocks on the disk and on hashing.
#pragma once

#include "api/call/login_throttle.hpp"
#include "config/config.hpp"
#include "mcu/base/field.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/secret.hpp"
#include "mcu/room/service/service.hpp"
#include "mcu/store/store.hpp"

namespace lethe::api {

struct Registration {  // POST /accounts
  std::string name;
  Secret password;
  std::optional<std::string> email;  // not verified, and nothing is sent to it
  std::optional<Secret> code;
  static constexpr auto fields() {
    return std::tuple{field("name", &Registration::name, {1, 64}),
                      field("password", &Registration::password, {10, 256}),
                      field("email", &Registration::email, {3, 254}), field("code", &Registration::code, {0, 200})};
  }
};
struct WhoMayRegister {  // GET /registration
  config::Registration registration = config::Registration::Closed;
  static constexpr auto fields() { return std::tuple{field("registration", &WhoMayRegister::registration)}; }
};
struct AccountView {
  std::string id, name;
  std::optional<std::string> email;
  std::string created_at;
  static constexpr auto fields() {
    return std::tuple{field("id", &AccountView::id), field("name", &AccountView::name),
                      field("email", &AccountView::email), field("createdAt", &AccountView::created_at)};
  }
};
struct LogIn {  // POST /sessions
  std::string name;
  Secret password;
  static constexpr auto fields() {
    return std::tuple{field("name", &LogIn::name, {1, 64}), field("password", &LogIn::password, {1, 256})};
  }
};
struct NewPassword {  // PUT /accounts/me/password
  Secret current, password;
  static constexpr auto fields() {
    return std::tuple{field("current", &NewPassword::current, {1, 256}),
                      field("password", &NewPassword::password, {10, 256})};
  }
};
struct LoggedIn {  // the only time that the token is told; its hash is stored
  std::string token, expires_at;
  AccountView account;
  static constexpr auto fields() {
    return std::tuple{field("token", &LoggedIn::token), field("expiresAt", &LoggedIn::expires_at),
                      field("account", &LoggedIn::account)};
  }
};
struct SessionView {
  std::string created_at, expires_at;
  static constexpr auto fields() {
    return std::tuple{field("createdAt", &SessionView::created_at), field("expiresAt", &SessionView::expires_at)};
  }
};

struct StoredRoom {
  std::string id;
  bool has_pin = false;
  std::string created_at;
  room::RoomSettings settings;
  room::Layout layout;
  std::vector<room::InvitationSummary> invitations = {};
  static constexpr auto fields() {
    return std::tuple{field("id", &StoredRoom::id),
                      field("hasPin", &StoredRoom::has_pin),
                      field("createdAt", &StoredRoom::created_at),
                      embed(&StoredRoom::settings),
                      field("layout", &StoredRoom::layout),
                      field("invitations", &StoredRoom::invitations)};
  }
};

class AccountAccess {
 public:
  AccountAccess(const config::Accounts& setting, store::Store& store) : setting_(setting), store_(store) {}

  // The account of a session token; none if it is another kind of token. Throws Error Unauthorized, StoreUnavailable.
  std::optional<room::AccountActor> authenticate(const Secret& token) const;

  config::Registration registration() const { return setting_.registration; }
  AccountView add(const Registration& wanted, const std::string& address);
  LoggedIn log_in(const LogIn& given, const std::string& address);
  AccountView view(const room::AccountActor& account) const;
  std::vector<SessionView> sessions(const room::AccountActor& account) const;
  std::vector<StoredRoom> rooms(const room::AccountActor& account) const;
  void log_out(const Secret& token);
  void log_out_everywhere(const room::AccountActor& account);
  // Ends all sessions except that of `token`.
  void change_password(const room::AccountActor& account, const NewPassword& wanted, const Secret& token,
                       const std::string& address);
  void erase(const room::AccountActor& account);

 private:
  void check_password(const std::string& name, const Secret& password, const std::string& address,
                      const std::optional<store::Accounts::PasswordOf>& known);

  const config::Accounts& setting_;
  store::Store& store_;
  LoginThrottle throttle_;
  Mutex mutex_;
  RateLimiter registrations_ GUARDED_BY(mutex_){10};  // of one network in a minute
};

}  // namespace lethe::api
