// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "mcu/base/fields.hpp"

namespace lethe::api {
namespace {

Response status(int code, const char* word) {
  return {.status = code, .headers = {{"Content-Type", "application/json"}}, .body = Json{{"status", word}}.dump()};
}

}  // namespace

// The control thread answers: a server whose control thread hangs is not healthy.
Response get_health(Call& call) {
  api::ask(call.parts.control, [] {});
  return status(200, "ok");
}

Response get_readiness(Call& call) {
  if (!api::ask(call.parts.control, [&service = call.parts.service] { return service.ready(); }))
    throw Error(Code::MediaUnavailable);
  return status(200, "ready");
}

}  // namespace lethe::api
