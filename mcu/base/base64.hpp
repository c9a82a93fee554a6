// SPDX-License-Identifier: AGPL-3.0-or-later
// Base64 (RFC 4648, section 4, with padding).
#pragma once

#include <string>
#include <string_view>

namespace lethe {

std::string to_base64(std::string_view bytes);
std::string from_base64(std::string_view text);  // throws Error InvalidField

}  // namespace lethe
