// SPDX-License-Identifier: AGPL-3.0-or-later
// A thread for work that the control thread must not wait for: tasks in the order of posting, and one task each minute.
// Any thread may post. The destructor still runs the queued tasks.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "mcu/base/mutex.hpp"

namespace lethe::store {

class Background {
 public:
  using Task = std::function<void()>;
  explicit Background(Task each_minute);
  ~Background();

  void post(Task task);
  void settle();  // waits until all earlier tasks are done

 private:
  void run();

  const Task each_minute_;
  Mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lethe::store
