// SPDX-License-Identifier: AGPL-3.0-or-later
// All that outlives a run of the server, and nothing else does. Owned by main, which makes it before any thread;
// outlives the server.
#pragma once

#include "store/accounts.hpp"
#include "store/hashing_queue.hpp"

namespace lethe::store {

struct Store {
  struct Options {
    std::string path;  // empty: in memory, for tests
    Argon2 argon2;
    room::WallNow now = std::chrono::system_clock::now;
  };
  // Throws std::runtime_error with a sentence that says what to do.
  explicit Store(const Options& options);

  const room::WallNow now;
  Database database;
  Accounts accounts;
  HashingQueue passwords;
};

}  // namespace lethe::store
