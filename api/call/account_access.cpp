// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/call/account_access.hpp"

#include <algorithm>

#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"

namespace lethe::api {
namespace {

using room::rfc3339;
constexpr std::string_view session_prefix = "ls_";

AccountView view_of(const store::Account& account) {
  return {account.id, account.name, account.email, rfc3339(account.created)};
}

Error wrong_field(const char* pointer, const char* detail) {
  return Error(Code::InvalidField, {}, {{pointer, detail}});
}

// Letters of one alphabet without capitals, so that two names that look alike are the same.
std::string user_name(const std::string& text) {
  std::string name = text;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); });
  return name;
}

std::string new_user_name(const std::string& text) {
  std::string name = user_name(text);
  if (name.size() < 2 || name.size() > 32 ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string::npos)
    throw wrong_field("/name", "must be 2 to 32 of a-z, 0-9, dot, dash and underscore");
  return name;
}

std::optional<std::string> email_address(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string address = room::clean_name(*text, "/email", 254);
  const auto at = address.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == address.size() || address.find(' ') != std::string::npos)
    throw wrong_field("/email", "must look like name@example.org");
  return address;
}

[[noreturn]] void throttled(std::chrono::seconds wait) {
  Error error(Code::TooManyRequests);
  error.retry_after = wait;
  throw error;
}

}  // namespace

std::optional<room::AccountActor> AccountAccess::authenticate(const Secret& token) const {
  if (!token.reveal().starts_with(session_prefix)) return std::nullopt;
  const auto account = store_.accounts.account_of(room::sha256(token.reveal()), store_.now());
  if (!account) throw Error(Code::Unauthorized);
  return room::AccountActor{*account};
}

AccountView AccountAccess::add(const Registration& wanted, const std::string& address) {
  if (setting_.registration == config::Registration::Closed) throw Error(Code::RegistrationClosed);
  {
    const MutexLock lock(mutex_);
    if (const auto wait = registrations_.admit(address, RateLimiter::Clock::now())) throttled(*wait);
  }
  if (setting_.registration == config::Registration::Code &&
      wanted.code.value_or(Secret()) != Secret(setting_.registration_code))
    throw Error(Code::WrongCode);
  const std::string name = new_user_name(wanted.name);
  const auto email = email_address(wanted.email);
  if (store_.accounts.password_of(name)) throw Error(Code::NameTaken);
  const std::string hash = store_.passwords.hash(wanted.password, {name, false});
  return view_of(store_.accounts.add(name, hash, email, store_.now()));
}

void AccountAccess::check_password(const std::string& name, const Secret& password, const std::string& address,
                                   const std::optional<store::Accounts::PasswordOf>& known) {
  const auto hash = known ? std::optional(known->hash) : std::nullopt;
  bool good = false;
  try {
    good = store_.passwords.verify(password, hash, {name, throttle_.knows(name, address)});
  } catch (const Error&) {
    throttle_.give_back(name, address);  // too many waited: the password was not checked
    throw;
  }
  if (!good) throw Error(Code::WrongPassword);
  throttle_.succeeded(name, address, LoginThrottle::Clock::now());
}

LoggedIn AccountAccess::log_in(const LogIn& given, const std::string& address) {
  const std::string name = user_name(given.name);
  if (const auto wait = throttle_.admit(name, address, LoginThrottle::Clock::now())) throttled(*wait);
  const auto known = store_.accounts.password_of(name);
  check_password(name, given.password, address, known);
  if (store::needs_rehash(known->hash, store_.passwords.cost()))
    store_.accounts.change_password(known->account, store_.passwords.hash(given.password, {name, true}));
  const std::string token = room::random_token(session_prefix);
  const auto now = store_.now();
  const auto expires = now + std::chrono::hours(setting_.session_hours);
  store_.accounts.open_session(known->account, room::sha256(token), {now, expires});
  return {token, rfc3339(expires), view({known->account})};
}

AccountView AccountAccess::view(const room::AccountActor& actor) const {
  const auto account = store_.accounts.find(actor.account);
  if (!account) throw Error(Code::Unauthorized);
  return view_of(*account);
}

std::vector<SessionView> AccountAccess::sessions(const room::AccountActor& actor) const {
  std::vector<SessionView> views;
  for (const auto& session : store_.accounts.sessions(actor.account))
    views.push_back({rfc3339(session.created), rfc3339(session.expires)});
  return views;
}

std::vector<StoredRoom> AccountAccess::rooms(const room::AccountActor& actor) const {
  std::vector<StoredRoom> views;
  for (const auto& room : store_.rooms.of(actor.account)) {
    StoredRoom& view = views.emplace_back(StoredRoom{.id = room.id,
                                                     .has_pin = !room.pin_hash.empty(),
                                                     .created_at = room.created_at,
                                                     .settings = room.settings,
                                                     .layout = room.layout});
    for (const auto& one : room.invitations) view.invitations.push_back(one.summary());
  }
  return views;
}

void AccountAccess::log_out(const Secret& token) { store_.accounts.end_session(room::sha256(token.reveal())); }

void AccountAccess::log_out_everywhere(const room::AccountActor& actor) { store_.accounts.end_sessions(actor.account); }

void AccountAccess::change_password(const room::AccountActor& actor, const NewPassword& wanted, const Secret& token,
                                    const std::string& address) {
  const std::string name = view(actor).name;
  if (const auto wait = throttle_.admit(name, address, LoginThrottle::Clock::now())) throttled(*wait);
  check_password(name, wanted.current, address, store_.accounts.password_of(name));
  store_.accounts.change_password(actor.account, store_.passwords.hash(wanted.password, {name, true}));
  store_.accounts.end_sessions(actor.account, room::sha256(token.reveal()));
}

void AccountAccess::erase(const room::AccountActor& actor) {
  if (!store_.accounts.erase(actor.account)) throw Error(Code::Unauthorized);
}

}  // namespace lethe::api
