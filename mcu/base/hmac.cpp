// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace lethe {
namespace {

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code;
  unsigned length = 0;
  ::HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), code.data(), &length);
  return {reinterpret_cast<const char*>(code.data()), length};
}

}  // namespace

std::string hmac_sha1(std::string_view key, std::string_view text) { return hmac(::EVP_sha1(), key, text); }
std::string hmac_sha256(std::string_view key, std::string_view text) { return hmac(::EVP_sha256(), key, text); }

}  // namespace lethe
