// SPDX-License-Identifier: AGPL-3.0-or-later
// Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over id, time and body. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lethe::api {

// The value of webhook-signature: v1 and the base64 of the code. `secret` is whsec_ and base64, as the configuration
// has checked; `timestamp` in seconds since 1970.
std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp,
                              std::string_view body);

}  // namespace lethe::api
