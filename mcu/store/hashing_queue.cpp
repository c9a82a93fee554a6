// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/hashing_queue.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "base/error.hpp"

namespace lethe::store {
namespace {

constexpr std::size_t places = 8;  // for the unknown, and as many for the known
constexpr int places_of_account = 4;
constexpr int niceness = 10;  // about a tenth of a core's share beside a busy media thread

}  // namespace

HashingQueue::HashingQueue(const Argon2& cost)
    : cost_(cost), nobodys_hash_(hash_password(Secret("nobody's"), cost)), thread_([this] { run(); }) {}

HashingQueue::~HashingQueue() {
  {
    const std::lock_guard lock(mutex_);
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
  Job job{std::move(work)};
  std::unique_lock lock(mutex_);
  auto& queue = caller.known ? known_ : unknown_;
  const auto crowd = waiting_.find(caller.account);
  if (queue.size() >= places || (!caller.known && crowd != waiting_.end() && crowd->second >= places_of_account))
    throw Error(Code::Busy);
  if (!caller.known) ++waiting_[caller.account];
  queue.push_back(&job);
  added_.notify_one();
  finished_.wait(lock, [&] { return job.done; });
  if (!caller.known)
    if (const auto at = waiting_.find(caller.account); --at->second == 0) waiting_.erase(at);
  if (job.failure) std::rethrow_exception(job.failure);
}

void HashingQueue::run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
  std::unique_lock lock(mutex_);
  while (true) {
    added_.wait(lock, [this] { return stopping_ || !known_.empty() || !unknown_.empty(); });
    auto& queue = known_.empty() ? unknown_ : known_;
    if (queue.empty()) return;
    Job& job = *queue.front();
    queue.pop_front();
    lock.unlock();
    try {
      job.work();
    } catch (...) {
      job.failure = std::current_exception();
    }
    lock.lock();
    job.done = true;
    finished_.notify_all();
  }
}

}  // namespace lethe::store
