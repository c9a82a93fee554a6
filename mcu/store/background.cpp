// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/background.hpp"

#include <chrono>
#include <future>

#include "mcu/base/thread_check.hpp"

namespace lethe::store {

Background::Background(Task each_minute) : each_minute_(std::move(each_minute)), thread_([this] { run(); }) {}

Background::~Background() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Background::post(Task task) {
  {
    const MutexLock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void Background::settle() {
  CHECK_MAY_WAIT();
  const auto done = std::make_shared<std::promise<void>>();
  post([done] { done->set_value(); });
  done->get_future().wait();
}

void Background::run() {
  constexpr std::chrono::minutes period{1};
  auto due = std::chrono::steady_clock::now() + period;
  MutexLock lock(mutex_);
  while (true) {
    changed_.wait_until(lock, due, [this]() REQUIRES(mutex_) { return stopping_ || !tasks_.empty(); });
    Task task;
    if (!tasks_.empty()) {
      task = std::move(tasks_.front());
      tasks_.pop_front();
    } else if (stopping_) {
      return;
    } else {
      task = each_minute_;
      due = std::chrono::steady_clock::now() + period;
    }
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace lethe::store
