// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client says that it takes: lists as of Accept and Accept-Encoding (RFC 9110 section 12.5). Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::api {

// Whether `list` has the element by its name (no wildcard), with a weight above 0.
bool takes(const std::string& list, std::string_view name);

}  // namespace lethe::api
