// SPDX-License-Identifier: AGPL-3.0-or-later
// Hashes passwords one at a time on one low-priority thread, so that no number of log-ins slows media. The queue is
// short; callers beyond it are told to retry. Owned by Store; any other thread calls and waits.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <optional>
#include <thread>

#include "mcu/base/mutex.hpp"
#include "mcu/store/hashing_line.hpp"
#include "mcu/store/password.hpp"

namespace lethe::store {

class HashingQueue {
 public:
  explicit HashingQueue(const Argon2& cost);
  ~HashingQueue();

  using Caller = HashingLine::Caller;
  // Both throw Error Busy when too many wait, immediately or after waiting.
  std::string hash(const Secret& password, const Caller& caller);
  // Without a hash (nobody has the name) it takes the same time and fails.
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
  Mutex mutex_;
  std::condition_variable added_, finished_;
  HashingLine line_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lethe::store
