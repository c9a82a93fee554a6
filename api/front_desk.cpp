// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/front_desk.hpp"

#include "api/http/client_address.hpp"
#include "api/http/cross_origin.hpp"
#include "api/http/problem.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::api {
namespace {

constexpr std::size_t token_most = 512;

// RFC 6750 section 2.1; empty when there is none.
Secret bearer_token(const Request& request) {
  const std::string* header = request.header("Authorization");
  constexpr std::string_view scheme = "Bearer ";
  if (header == nullptr || header->size() <= scheme.size() || header->size() > scheme.size() + token_most ||
      ::strncasecmp(header->c_str(), scheme.data(), scheme.size()) != 0)
    return {};
  return Secret(header->substr(scheme.size()));
}

bool has_type(const Request& request, std::string_view wanted) {
  const std::string* header = request.header("Content-Type");
  if (header == nullptr) return false;
  const std::string given = header->substr(0, header->find_first_of("; \t"));
  return given.size() == wanted.size() && ::strncasecmp(given.c_str(), wanted.data(), wanted.size()) == 0;
}

Response method_not_allowed(const std::string& allow) {
  Response response = problem(Error(Code::MethodNotAllowed));
  response.headers.emplace_back("Allow", allow);
  return response;
}

}  // namespace

FrontDesk::FrontDesk(const Parts& parts) : parts_(parts), budget_(parts.config.http.requests_per_minute) {}

bool FrontDesk::is_proxy(const std::string& address) const {
  return is_one_of(parts_.config.http.trusted_proxies, address);
}

void FrontDesk::check_rate(const Match& match, Request& request) {
  // HAProxy appends its line after those of the client.
  if (!request.onion)
    request.client =
        client_address(request.client, request.list("X-Forwarded-For"), parts_.config.http.trusted_proxies);
  const auto kind =
      match.route != nullptr && match.route->file ? RequestBudget::Kind::File : RequestBudget::Kind::Other;
  if (const auto wait = budget_.admit(request.client, bearer_token(request), kind, RequestBudget::Clock::now())) {
    Error error(Code::TooManyRequests);
    error.retry_after = *wait;
    throw error;
  }
}

Response FrontDesk::refuse(const Match& match, const Request& request, Response response) const {
  open_to_other_origins(request, response);
  parts_.counts.add({match.route == nullptr ? "none" : match.route->operation, response.status, response.code});
  return response;
}

std::variant<const Route*, Response> FrontDesk::admit(Request& request) {
  Match match = find(routes(), request.method, request.path);
  try {
    check_rate(match, request);
    if (asks_for_another_origin(request)) throw Error(Code::Forbidden, same_origin_only);
    if (match.route == nullptr && !match.allow.empty()) return refuse(match, request, method_not_allowed(match.allow));
    if (match.route == nullptr) throw Error(Code::NotFound);
    if (match.route->credential == Credential::Bearer && bearer_token(request).empty()) throw Error(Code::Unauthorized);
    if (!match.route->accepts.empty() && !has_type(request, match.route->accepts))
      throw Error(Code::UnsupportedMediaType, "Content-Type must be " + std::string(match.route->accepts) + ".");
    request.parameters = std::move(match.parameters);
    return match.route;
  } catch (const Error& error) {
    return refuse(match, request, problem(error));
  }
}

Response FrontDesk::serve(const Route& route, const Request& request) {
  CHECK_MAY_WAIT();
  Response response;
  try {
    Call call(parts_, request, bearer_token(request));
    response = route.handler(call);
    if (route.credential == Credential::Bearer && response.status < 300)
      budget_.proved(request.client, call.token(), RequestBudget::Clock::now());
  } catch (const Error& error) {
    response = problem(error);
  } catch (const std::exception&) {
    response = problem(Error(Code::Internal));
  }
  open_to_other_origins(request, response);
  parts_.counts.add({route.operation, response.status, response.code});
  if (response.status == 500) log::error("request-failed", {{"operation", log::Word::from_table(route.operation)}});
  log::debug("request", {{"operation", log::Word::from_table(route.operation)}, {"status", response.status}});
  return response;
}

}  // namespace lethe::api
