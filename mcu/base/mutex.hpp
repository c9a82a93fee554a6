// SPDX-License-Identifier: AGPL-3.0-or-later
// std::mutex and std::unique_lock with the attributes that let Clang check who holds them. Every mutex in Lethe is a
// Mutex, and the members that it guards are marked GUARDED_BY.
#pragma once

#include <mutex>

#include "mcu/base/thread_annotations.hpp"

namespace lethe {

class CAPABILITY("mutex") Mutex {
 public:
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() RELEASE() = default;
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // Release the mutex for a part of the scope, and take it again.
  void unlock() RELEASE() { lock_.unlock(); }
  void lock() ACQUIRE() { lock_.lock(); }

  // For std::condition_variable::wait. The predicate runs with the mutex held: `[this]() REQUIRES(mutex_) {…}`.
  operator std::unique_lock<std::mutex>&() { return lock_; }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace lethe
