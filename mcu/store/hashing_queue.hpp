// SPDX-License-Identifier: AGPL-3.0-or-later
// Hashes passwords one at a time on one thread of low priority, so that no number of log-ins slows media. Few may
// wait: whoever comes too many is told to come again. Owned by Store; any other thread calls and waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "store/password.hpp"

namespace lethe::store {

class HashingQueue {
 public:
  explicit HashingQueue(const Argon2& cost);
  ~HashingQueue();

  // Who asks. Those who proved before that they are who they say go first and have places of their own; of the others
  // a crowd around one account must not take the places of the rest.
  struct Caller {
    std::string account;
    bool known = false;
  };
  // Both throw Error Busy when too many wait.
  std::string hash(const Secret& password, const Caller& caller);
  // Without a hash, which is when nobody has the name, it takes as long and fails.
  bool verify(const Secret& password, const std::optional<std::string>& hash, const Caller& caller);

  const Argon2& cost() const { return cost_; }

 private:
  struct Job {
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
  std::deque<Job*> known_, unknown_;
  std::map<std::string, int> waiting_;  // of the unknown, for each account
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lethe::store
