// SPDX-License-Identifier: AGPL-3.0-or-later
// Between connections and handlers: decides from a request's head whether to read its body, then turns the request into
// a response. Any HTTP thread.
#pragma once

#include <variant>

#include "api/call/call.hpp"
#include "api/http/route.hpp"
#include "api/request_budget.hpp"

namespace lethe::api {

class FrontDesk {
 public:
  explicit FrontDesk(const Parts& parts);

  // Checks path, method, rate, presence of a credential and content type, in this order. Fills the request's parameters
  // and its client, which contains the peer's address before.
  std::variant<const Route*, Response> admit(Request& request);

  Response serve(const Route& route, const Request& request);

  // True if many clients come from there, identified by what it says about them.
  bool is_proxy(const std::string& address) const;

  std::size_t body_limit() const { return static_cast<std::size_t>(parts_.config.http.body_limit); }

 private:
  void check_rate(const Match& match, Request& request);
  Response refuse(const Match& match, const Request& request, Response response) const;

  const Parts& parts_;
  RequestBudget budget_;
};

}  // namespace lethe::api
