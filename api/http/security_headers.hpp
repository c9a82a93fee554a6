// SPDX-License-Identifier: AGPL-3.0-or-later
// Headers of every response, unless its handler sets them: nothing in it may be executed, framed, embedded or passed
// on.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace lethe::api {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> security_headers{{
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"Permissions-Policy", "camera=(), microphone=(), display-capture=(), geolocation=()"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

// For pages that are only read.
inline constexpr const char* document_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

}  // namespace lethe::api
