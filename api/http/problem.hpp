// SPDX-License-Identifier: AGPL-3.0-or-later
// Errors as RFC 9457 application/problem+json: {type, title, status, detail, code, errors?}. Pure.
#pragma once

#include "api/http/http_message.hpp"
#include "mcu/base/error.hpp"

namespace lethe::api {

Response problem(const Error& error);

}  // namespace lethe::api
