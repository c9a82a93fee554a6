// SPDX-License-Identifier: AGPL-3.0-or-later
// Argon2id (RFC 9106) by libsodium, for passwords of accounts and PINs of rooms. The stored text contains its
// parameters and salt. Slow on purpose; the caller waits.
#pragma once

#include <string>

#include "mcu/base/secret.hpp"

namespace lethe::store {

struct Argon2 {
  int memory_kib = 65'536;
  int passes = 2;
};

// A PIN has so few values that no hash hides it for long. This cost prevents reading it at a glance and stays cheap
// enough for a whole class that arrives at once.
inline constexpr Argon2 pin_cost{8192, 1};

std::string hash_password(const Secret& password, const Argon2& cost);  // throws Error Busy without memory
bool verify_password(const Secret& password, const std::string& hash);  // constant time in the hash
bool needs_rehash(const std::string& hash, const Argon2& cost);         // true if made with another cost

}  // namespace lethe::store
