// SPDX-License-Identifier: AGPL-3.0-or-later
// The network thread: libnice's sockets and timers on a GMainContext, the media sockets beside it, posted functions and
// periodic ones. Owned by the network (tests own one for their peers).
//
// A GMainContext checks all its sources in each wait, which costs more than a packet once there are many peers.
// Therefore media have sockets of their own in an epoll set. Once every peer has one (nobody is in a hurry), GLib's
// sources are served only now and then.
#pragma once

#include <glib.h>

#include <array>
#include <chrono>
#include <functional>
#include <future>
#include <list>
#include <span>
#include <thread>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"
#include "pipelines/secure/send_batch.hpp"

struct epoll_event;

namespace lethe::transport {

class NetworkLoop {
 public:
  using Task = std::function<void()>;

  class Reader {
   public:
    virtual void readable() = 0;

   protected:
    ~Reader() = default;
  };

  // What arrives within `gather` after a wake-up is served together by the next one: a wake-up costs more than a
  // packet, and packets of many peers arrive scattered over time. It is also the longest added delay.
  explicit NetworkLoop(std::chrono::milliseconds gather = {});
  ~NetworkLoop();  // runs what is already posted, then joins
  NetworkLoop(const NetworkLoop&) = delete;
  NetworkLoop& operator=(const NetworkLoop&) = delete;

  void start();  // the thread; once
  GMainContext* context() const { return context_; }
  void post(Task task);  // any thread; in order
  // Any other thread. Waits; an exception of `work` is rethrown here.
  template <class Work>
  auto call(Work work) -> decltype(work()) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    post([&task] { task(); });
    return result.get();
  }

  // ── loop thread only ──
  bool is_current() const { return owner_.is_current(); }                    // for CHECK_ON
  void every(std::chrono::milliseconds period, std::function<bool()> task);  // until it returns false
  bool watch(int fd, Reader& reader);  // calls it while there is something to read; false: the kernel accepts no more
  void unwatch(int fd, const Reader& reader);
  // Number of peers that need GLib's sources served at once (+1, -1).
  void hurry(int change) {
    CHECK_ON(owner_);
    hurried_ += change;
  }
  SendBatch& batch() {  // sent at the end of each turn
    CHECK_ON(owner_);
    return batch_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Timer {
    Clock::time_point next;
    std::chrono::milliseconds period;
    std::function<bool()> task;
  };

  void run();
  bool calm() const { return hurried_ == 0 && watched_ > 0; }
  int until_timer() const;  // ms
  void serve_glib(int wait_most);
  void serve_readers(int wait);
  void run_timers();
  void run_tasks();

  [[no_unique_address]] ThreadOwned owner_;
  GMainContext* context_;
  int epoll_, posted_;  // an epoll set; an eventfd
  std::vector<GPollFD> polled_;
  std::span<epoll_event> events_;  // of the current turn
  Clock::time_point glib_at_{};
  const std::chrono::milliseconds gather_;
  Clock::time_point served_at_{};  // when the readers were last served
  int hurried_ = 0, watched_ = 0;
  bool quit_ = false;
  std::list<Timer> timers_;
  SendBatch batch_;

  Mutex mutex_;
  std::vector<Task> tasks_ GUARDED_BY(mutex_);
  std::vector<Task> running_;
  std::thread thread_;
};

}  // namespace lethe::transport
