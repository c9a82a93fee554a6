// SPDX-License-Identifier: AGPL-3.0-or-later
// One request on its way through a handler, with access to the server's parts. On an HTTP thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <variant>

#include "api/call/account_access.hpp"
#include "api/call/control_call.hpp"
#include "api/call/pins.hpp"
#include "api/call/request_counts.hpp"
#include "api/http/http_message.hpp"
#include "api/streams/event_streams.hpp"
#include "config/config.hpp"
#include "mcu/base/fields.hpp"
#include "mcu/room/service/service.hpp"

namespace lethe::api {

// The streams of each subscription; control thread only.
using Subscriptions = std::map<room::Subscription, std::shared_ptr<EventStream>>;

class RoomKeeper;

// What handlers need; outlives every request.
struct Parts {
  const config::Config& config;
  room::Service& service;  // on the control thread only
  // These block: never use them on the control thread.
  AccountAccess& accounts;
  RoomKeeper& keeper;
  const store::Store& store;
  Pins& pins;
  EventStreams& streams;
  RequestCounts& counts;
  std::shared_ptr<Subscriptions> subscriptions;
  ControlThread control;
};

// A parsed body, or the parse error, which only clients with a valid credential get to see.
template <class T>
class Body {
 public:
  explicit Body(const std::string& text) {
    try {
      value_ = lethe::parse<T>(text);
    } catch (const Error& error) {
      value_ = error;
    }
  }
  explicit Body(T value) : value_(std::move(value)) {}
  const T* read() const { return std::get_if<T>(&value_); }  // null: unreadable
  const T& value() const {
    if (const auto* error = std::get_if<Error>(&value_)) throw Error(*error);
    return std::get<T>(value_);
  }

 private:
  std::variant<T, Error> value_;
};

class Call {
 public:
  Call(const Parts& all, const Request& asked, Secret token) : parts(all), request(asked), token_(std::move(token)) {}

  const Parts& parts;
  const Request& request;

  const std::string& parameter(std::size_t index) const { return request.parameters.at(index); }
  std::string header(const std::string& name) const {
    const std::string* value = request.header(name);
    return value == nullptr ? std::string() : *value;
  }

  const Secret& token() const { return token_; }

  // Runs f(Service&, const Actor&) on the control thread after the credential was verified there. Throws Error.
  template <class F>
  auto ask(F f) const {
    return api::ask(parts.control, [service = &parts.service, token = token_, account = account(), f = std::move(f)] {
      const room::Actor actor = account ? room::Actor(*account) : service->authenticate(token);
      return f(*service, actor);
    });
  }
  // The owner of the token. Throws Error Unauthorized.
  room::Actor actor() const {
    return ask([](room::Service&, const room::Actor& actor) { return actor; });
  }
  // The same for f(Service&, const Actor&, done), whose result comes through `done`.
  template <class T, class F>
  T ask_later(F f) const {
    return api::ask_later<T>(
        parts.control, [service = &parts.service, token = token_, account = account(), f = std::move(f)](auto done) {
          const room::Actor actor = account ? room::Actor(*account) : service->authenticate(token);
          f(*service, actor, std::move(done));
        });
  }

 private:
  // Account sessions are in the store, which may block, so they are looked up here; all other tokens on the control
  // thread.
  std::optional<room::AccountActor> account() const { return parts.accounts.authenticate(token_); }

  Secret token_;
};

// WebRTC would reveal addresses, which an onion service hides on both sides.
inline void not_over_onion(const Call& call) {
  if (call.request.onion) throw Error(Code::Forbidden, "WebRTC is not available over the onion service.");
}

template <class T>
Response json(int status, const T& value) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = print(value)};
}

}  // namespace lethe::api
