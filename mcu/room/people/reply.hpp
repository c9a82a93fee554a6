// SPDX-License-Identifier: AGPL-3.0-or-later
// Translates a worker's failure for the client. Pure.
#pragma once

#include "mcu/base/error.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

inline Error error_of(const wire::Reply& reply) {
  const auto* failure = std::get_if<wire::Failure>(&reply);  // absent: a reply to something else
  auto code = failure ? code_named(failure->code).value_or(Code::MediaUnavailable) : Code::MediaUnavailable;
  // Each Internal becomes a line of the log: an intruder in the worker would choose the requests.
  if (code == Code::Internal) code = Code::MediaUnavailable;
  Error error(code, failure ? failure->detail : "");
  if (code == Code::MediaUnavailable) error.retry_after = std::chrono::seconds{1};
  return error;
}

}  // namespace lethe::room
