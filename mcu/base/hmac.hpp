// SPDX-License-Identifier: AGPL-3.0-or-later
// Message authentication codes (RFC 2104), as bytes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe {

std::string hmac_sha1(std::string_view key, std::string_view text);    // 20 bytes
std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 bytes

}  // namespace lethe
