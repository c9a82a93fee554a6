// SPDX-License-Identifier: AGPL-3.0-or-later
// Names and secrets out of the kernel's random source, and the hash under which a secret is kept.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// `length` characters of a-z and 2-7 (5 bits each): fit for paths, easy to read aloud.
std::string random_id(int length);

// RFC 4648, section 5, without padding.
std::string base64url(std::string_view bytes);

// `prefix` and 256 random bits in base64url.
std::string random_token(std::string_view prefix);

// SHA-256 in lower-case hex.
std::string sha256(std::string_view text);

}  // namespace lethe::room
