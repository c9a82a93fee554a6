// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks at run time that a class is used on its own thread. They are active in debug builds and under a sanitizer.
// In a release build they are empty, and a [[no_unique_address]] ThreadOwned member takes no space.
//
//   class Desk {
//    public:
//     void put(Paper paper) { CHECK_ON(thread_); … }   // aborts on any thread but the first one that called it
//    private:
//     [[no_unique_address]] ThreadOwned thread_;
//   };
#pragma once

#include "mcu/base/check.hpp"

#if defined(LETHE_SANITIZED) || !defined(NDEBUG)
#define LETHE_THREAD_CHECKS
#include <atomic>
#include <thread>
#endif

namespace lethe {

// Belongs to the first thread that asks. A class that runs on a loop's thread asks the loop: CHECK_ON(loop_).
class ThreadOwned {
 public:
  ThreadOwned() = default;
  ThreadOwned(const ThreadOwned&) = delete;
  ThreadOwned& operator=(const ThreadOwned&) = delete;

#ifdef LETHE_THREAD_CHECKS
  bool is_current() const {
    const auto self = std::this_thread::get_id();
    std::thread::id owner;  // nobody
    return owner_.compare_exchange_strong(owner, self) || owner == self;
  }
  void release() { owner_ = std::thread::id(); }  // the next one that asks owns it

 private:
  mutable std::atomic<std::thread::id> owner_{};
#else
  bool is_current() const { return true; }
  void release() {}
#endif
};

// While a NeverWaits lives, its thread must not wait for the disk or another thread: CHECK_MAY_WAIT() aborts there.
class NeverWaits {
 public:
  NeverWaits(const NeverWaits&) = delete;
  NeverWaits& operator=(const NeverWaits&) = delete;

#ifdef LETHE_THREAD_CHECKS
  NeverWaits() { here_ = true; }
  ~NeverWaits() { here_ = false; }
  static bool here() { return here_; }

 private:
  static inline thread_local bool here_ = false;
#else
  NeverWaits() {}
  ~NeverWaits() {}
#endif
};

#ifdef LETHE_THREAD_CHECKS
#define CHECK_ON(owner) CHECK((owner).is_current())
#define CHECK_MAY_WAIT() CHECK(!lethe::NeverWaits::here())
#else
#define CHECK_ON(owner) static_cast<void>(0)
#define CHECK_MAY_WAIT() static_cast<void>(0)
#endif

}  // namespace lethe
