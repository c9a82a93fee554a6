// SPDX-License-Identifier: AGPL-3.0-or-later
// A thread with a GMainContext: libnice's sockets and timers, posted functions and periodic ones run on it. Owned by
// the network (tests own one for their peers).
#pragma once

#include <glib.h>

#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace lethe::transport {

class NetworkLoop {
 public:
  using Task = std::function<void()>;

  NetworkLoop();   // starts the thread
  ~NetworkLoop();  // runs what is posted already, then joins
  NetworkLoop(const NetworkLoop&) = delete;
  NetworkLoop& operator=(const NetworkLoop&) = delete;

  GMainContext* context() const { return context_; }
  void post(Task task);  // any thread; in order
  // Any other thread; waits; what `work` throws is thrown here.
  template <class Work>
  auto call(Work work) -> decltype(work()) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    post([&task] { task(); });
    return result.get();
  }
  // Loop thread only. The task runs until it returns false.
  void every(std::chrono::milliseconds period, std::function<bool()> task);

 private:
  struct Source;
  static gboolean prepare(GSource* source, gint* timeout);
  static gboolean check(GSource* source);
  static gboolean dispatch(GSource* source, GSourceFunc, gpointer);
  bool has_tasks();
  void run_tasks();

  GMainContext* context_;
  GMainLoop* loop_;
  GSource* source_;
  std::mutex mutex_;  // guards tasks_
  std::vector<Task> tasks_;
  std::thread thread_;
};

}  // namespace lethe::transport
