// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/webhooks/webhook_signature.hpp"

#include "mcu/base/base64.hpp"
#include "mcu/base/hmac.hpp"

namespace lethe::api {

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp,
                              std::string_view body) {
  secret.remove_prefix(std::string_view("whsec_").size());
  std::string signed_text(id);
  signed_text.append(".").append(std::to_string(timestamp)).append(".").append(body);
  return "v1," + to_base64(hmac_sha256(from_base64(secret), signed_text));
}

}  // namespace lethe::api
