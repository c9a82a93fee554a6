// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/hashing_queue.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "mcu/base/error.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::store {
namespace {

constexpr int niceness = 10;  // about a tenth of a core beside a busy media thread

}  // namespace

HashingQueue::HashingQueue(const Argon2& cost)
    : cost_(cost), nobodys_hash_(hash_password(Secret("nobody's"), cost)), thread_([this] { run(); }) {}

HashingQueue::~HashingQueue() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  added_.notify_one();
  thread_.join();
}

std::string HashingQueue::hash(const Secret& password, const Caller& caller) {
  std::string result;
  run_and_wait(caller, [&] { result = hash_password(password, cost_); });
  return result;
}

bool HashingQueue::verify(const Secret& password, const std::optional<std::string>& hash, const Caller& caller) {
  bool good = false;
  run_and_wait(caller, [&] { good = verify_password(password, hash.value_or(nobodys_hash_)); });
  return good && hash.has_value();
}

void HashingQueue::run_and_wait(const Caller& caller, std::function<void()> work) {
  CHECK_MAY_WAIT();
  Job job{caller, std::move(work)};
  MutexLock lock(mutex_);
  if (auto* const unlucky = static_cast<Job*>(line_.enter(job))) {
    unlucky->failure = std::make_exception_ptr(Error(Code::Busy));
    unlucky->done = true;
    finished_.notify_all();
  }
  added_.notify_one();
  finished_.wait(lock, [&] { return job.done; });
  if (job.failure) std::rethrow_exception(job.failure);
}

void HashingQueue::run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
  MutexLock lock(mutex_);
  while (true) {
    Job* job = nullptr;
    added_.wait(lock,
                [&]() REQUIRES(mutex_) { return (job = static_cast<Job*>(line_.next())) != nullptr || stopping_; });
    if (!job) return;
    lock.unlock();
    try {
      job->work();
    } catch (...) {
      job->failure = std::current_exception();
    }
    lock.lock();
    job->done = true;
    finished_.notify_all();
  }
}

}  // namespace lethe::store
