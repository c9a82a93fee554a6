// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids and secrets from the kernel's random source, and the hash that stores a secret.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// `length` characters of a-z and 2-7 (5 bits each): suitable for paths, easy to read aloud.
std::string random_id(int length);

// RFC 4648, section 5, without padding.
std::string base64url(std::string_view bytes);

// `prefix` and 256 random bits in base64url.
std::string random_token(std::string_view prefix);

// SHA-256 in lower-case hex.
std::string sha256(std::string_view text);

}  // namespace lethe::room
