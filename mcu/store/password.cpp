// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/password.hpp"

#include <sodium.h>

#include <array>

#include "mcu/base/check.hpp"
#include "mcu/base/error.hpp"

namespace lethe::store {
namespace {

std::size_t bytes(const Argon2& cost) { return static_cast<std::size_t>(cost.memory_kib) * 1024; }
unsigned long long passes(const Argon2& cost) { return static_cast<unsigned long long>(cost.passes); }

void initialise() {
  static const bool done = sodium_init() >= 0;
  CHECK(done);
}

}  // namespace

std::string hash_password(const Secret& password, const Argon2& cost) {
  initialise();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
  if (crypto_pwhash_argon2id_str(text.data(), password.reveal().data(), password.reveal().size(), passes(cost),
                                 bytes(cost)) != 0)
    throw Error(Code::Busy);
  return text.data();
}

bool verify_password(const Secret& password, const std::string& hash) {
  initialise();
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

bool needs_rehash(const std::string& hash, const Argon2& cost) {
  return crypto_pwhash_argon2id_str_needs_rehash(hash.c_str(), passes(cost), bytes(cost)) != 0;
}

}  // namespace lethe::store
