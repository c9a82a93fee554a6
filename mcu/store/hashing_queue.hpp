// SPDX-License-Identifier: AGPL-3.0-or-later
// Hashes passwords one at a time on one thread of low priority, so that no number of log-ins slows media. Few may
// wait: who is too many is told to come again. Owned by Store; any other thread calls and waits.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "mcu/store/hashing_line.hpp"
#include "mcu/store/password.hpp"

namespace lethe::store {

class HashingQueue {
 public:
  explicit HashingQueue(const Argon2& cost);
  ~HashingQueue();

  using Caller = HashingLine::Caller;
  // Both throw Error Busy when too many wait, at once or after having waited.
  std::string hash(const Secret& password, const Caller& caller);
  // Without a hash, which is when nobody has the name, it takes as long and fails.
  bool verify(const Secret& password, const std::optional<std::string>& hash, const Caller& caller);

  const Argon2& cost() const { return cost_; }

 private:
  struct Job : Caller {
    std::function<void()> work;
    bool done = false;
    std::exception_ptr failure = {};
  };
  void run_and_wait(const Caller& caller, std::function<void()> work);
  void run();

  const Argon2 cost_;
  const std::string nobodys_hash_;
  std::mutex mutex_;  // guards the members below
  std::condition_variable added_, finished_;
  HashingLine line_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lethe::store
