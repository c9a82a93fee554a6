// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/problem.hpp"

#include <Poco/Net/HTTPResponse.h>

#include "mcu/base/fields.hpp"

namespace lethe::api {

Response problem(const Error& error) {
  const CodeEntry& code = entry(error.code());
  const auto status = static_cast<Poco::Net::HTTPResponse::HTTPStatus>(code.http);
  Json body = {{"type", "about:blank"},
               {"title", Poco::Net::HTTPResponse::getReasonForStatus(status)},
               {"status", code.http},
               {"detail", error.detail().empty() ? std::string(code.sentence) : error.detail()},
               {"code", code.name}};
  if (!error.findings().empty()) {
    Json& errors = body["errors"] = Json::array();
    for (const auto& finding : error.findings())
      errors.push_back({{"pointer", finding.pointer}, {"detail", finding.detail}});
  }
  Response response{.status = code.http,
                    .headers = {{"Content-Type", "application/problem+json"}},
                    .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
                    .code = code.name};
  if (code.http == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (code.http == 429 || code.http == 503 || error.retry_after)
    response.headers.emplace_back("Retry-After",
                                  std::to_string(error.retry_after.value_or(std::chrono::seconds(1)).count()));
  return response;
}

}  // namespace lethe::api
