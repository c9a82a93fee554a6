// SPDX-License-Identifier: AGPL-3.0-or-later
// What the page shows of who runs the server, as files: operator.json (name, logo, links), operator.css (colours) and
// the logo. On HTTP threads.
#pragma once

#include <optional>
#include <string>

#include "api/call/call.hpp"
#include "api/http/house.hpp"

namespace lethe::api {

House house_of(const Call& call);

// Nothing if no such file has that name. Reads the logo, which may have changed since the start. Throws Error NotFound.
std::optional<Response> operator_file(const config::Operator& house, const std::string& name);

}  // namespace lethe::api
