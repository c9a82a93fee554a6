// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/webhooks/webhook_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <vector>

namespace lethe::api {
namespace {

std::vector<unsigned char> from_base64(std::string_view text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  bytes.resize(static_cast<std::size_t>(std::max(length, 0)) - padding);
  return bytes;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp,
                              std::string_view body) {
  secret.remove_prefix(std::string_view("whsec_").size());
  const auto key = from_base64(secret);
  std::string signed_text(id);
  signed_text.append(".").append(std::to_string(timestamp)).append(".").append(body);
  std::array<unsigned char, 32> code{};
  unsigned length = code.size();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), code.data(), &length);
  std::array<unsigned char, 45> encoded{};
  EVP_EncodeBlock(encoded.data(), code.data(), static_cast<int>(length));
  return "v1," + std::string(reinterpret_cast<const char*>(encoded.data()));
}

}  // namespace lethe::api
