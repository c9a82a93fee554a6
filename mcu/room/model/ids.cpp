// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/ids.hpp"

#include <openssl/sha.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

#include "mcu/base/base64.hpp"
#include "mcu/base/check.hpp"

namespace lethe::room {
namespace {

template <std::size_t Size>
std::array<unsigned char, Size> random_bytes() {
  std::array<unsigned char, Size> bytes;
  // Up to 256 bytes are returned completely, once the kernel's source is seeded (getrandom(2)).
  static_assert(Size <= 256);
  CHECK(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(Size));
  return bytes;
}

}  // namespace

std::string random_id(int length) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  CHECK(length > 0 && length <= 32);
  const auto bytes = random_bytes<32>();
  std::string id;
  for (int i = 0; i < length; ++i) id += alphabet[bytes[static_cast<std::size_t>(i)] & 31];
  return id;
}

std::string base64url(std::string_view bytes) {
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::string random_token(std::string_view prefix) {
  const auto bytes = random_bytes<32>();
  return std::string(prefix) + base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace lethe::room
