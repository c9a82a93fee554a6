// SPDX-License-Identifier: AGPL-3.0-or-later
// The control thread: an epoll loop with posted functions, timers and readable descriptors. Everything registered
// runs on the thread that calls run(); post() and stop() may be called from any thread, all else only on that thread
// (or before it runs).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe {

class Loop {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = std::function<void()>;
  enum class Timer : std::uint64_t {};

  Loop();  // throws std::system_error when the kernel refuses a descriptor
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();                                               // returns after stop()
  void stop();                                              // any thread
  void post(Task task);                                     // any thread; tasks run in order
  bool is_current() const { return thread_.is_current(); }  // for CHECK_ON

  Timer after(Clock::duration delay, Task task);  // once
  Timer every(Clock::duration period, Task task);
  void cancel(Timer timer);  // unknown timers are ignored

  void watch(int fd, Task readable);  // the descriptor stays the caller's; level-triggered; also on hang-up
  void unwatch(int fd);               // before the descriptor is closed

 private:
  struct Entry {
    Clock::time_point due;
    Clock::duration period;  // zero: once
    Task task;
  };
  void run_posted();
  void run_timers();
  int timeout_ms() const;

  [[no_unique_address]] ThreadOwned thread_;
  int epoll_ = -1;
  int wake_ = -1;  // eventfd
  bool stopped_ = false;
  std::uint64_t next_timer_ = 1;
  std::map<std::uint64_t, Entry> timers_;
  std::map<int, std::shared_ptr<Task>> watched_;
  Mutex mutex_;
  std::vector<Task> posted_ GUARDED_BY(mutex_);
};

}  // namespace lethe
