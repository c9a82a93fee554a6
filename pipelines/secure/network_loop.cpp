// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/network_loop.hpp"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "mcu/base/thread_check.hpp"

namespace lethe::transport {
namespace {

// STUN can wait this long while no session is being set up.
constexpr std::chrono::milliseconds glib_every{20};

}  // namespace

NetworkLoop::NetworkLoop(std::chrono::milliseconds gather)
    : context_(g_main_context_new()),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      posted_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      polled_(16),
      gather_(gather) {
  epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (epoll_ < 0 || posted_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, posted_, &event) != 0)
    throw std::runtime_error("cannot make the network loop");
}

NetworkLoop::~NetworkLoop() {
  if (thread_.joinable()) {
    post([this] { quit_ = true; });
    thread_.join();
  }
  g_main_context_unref(context_);
  close(posted_);
  close(epoll_);
}

void NetworkLoop::start() {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "network");
    owner_.release();  // who has prepared it
    CHECK_ON(owner_);
    g_main_context_push_thread_default(context_);
    run();
    g_main_context_pop_thread_default(context_);
    owner_.release();
  });
}

void NetworkLoop::run() {
  while (!quit_) {
    const auto now = Clock::now();
    const int wait = until_timer();
    if (!calm()) {
      serve_glib(wait);
      serve_readers(0);
    } else if (now >= glib_at_) {
      glib_at_ = now + glib_every;
      serve_glib(0);
      serve_readers(0);
    } else {
      const auto glib = std::chrono::ceil<std::chrono::milliseconds>(glib_at_ - now).count();
      std::this_thread::sleep_until(served_at_ + gather_);
      serve_readers(wait < 0 ? static_cast<int>(glib) : std::min(wait, static_cast<int>(glib)));
      served_at_ = Clock::now();
    }
    run_timers();
  }
  run_tasks();
}

void NetworkLoop::post(Task task) {
  bool first = false;
  {
    const MutexLock lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (first) eventfd_write(posted_, 1);
}

void NetworkLoop::run_tasks() {
  eventfd_t ignored = 0;
  eventfd_read(posted_, &ignored);
  {
    const MutexLock lock(mutex_);
    running_.swap(tasks_);
  }
  for (const Task& task : running_) task();
  running_.clear();
  batch_.send();
}

int NetworkLoop::until_timer() const {
  if (timers_.empty()) return -1;
  const auto next = std::min_element(timers_.begin(), timers_.end(), [](const Timer& a, const Timer& b) {
                      return a.next < b.next;
                    })->next;
  return static_cast<int>(
      std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count()));
}

void NetworkLoop::run_timers() {
  const auto now = Clock::now();
  for (auto timer = timers_.begin(); timer != timers_.end();) {
    if (timer->next > now) {
      ++timer;
      continue;
    }
    timer->next = std::max(timer->next + timer->period, now);
    timer = timer->task() ? std::next(timer) : timers_.erase(timer);
  }
  batch_.send();
}

void NetworkLoop::every(std::chrono::milliseconds period, std::function<bool()> task) {
  CHECK_ON(owner_);
  timers_.push_back({Clock::now() + period, period, std::move(task)});
}

// One iteration of the context, which also waits for our own descriptors.
void NetworkLoop::serve_glib(int wait_most) {
  gint priority = 0, timeout = -1, count = 0;
  g_main_context_acquire(context_);
  g_main_context_prepare(context_, &priority);
  while ((count = g_main_context_query(context_, priority, &timeout, polled_.data(),
                                       static_cast<gint>(polled_.size()) - 1)) > static_cast<gint>(polled_.size()) - 1)
    polled_.resize(static_cast<std::size_t>(count) + 16);
  polled_[static_cast<std::size_t>(count)] = {epoll_, G_IO_IN, 0};
  if (timeout < 0 || (wait_most >= 0 && wait_most < timeout)) timeout = wait_most;
  g_poll(polled_.data(), static_cast<guint>(count) + 1, timeout);
  if (g_main_context_check(context_, priority, polled_.data(), count) != FALSE) g_main_context_dispatch(context_);
  g_main_context_release(context_);
  batch_.send();
}

void NetworkLoop::serve_readers(int wait) {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait);
  events_ = std::span(events).first(static_cast<std::size_t>(std::max(count, 0)));
  bool tasks = false;
  for (const epoll_event& event : events_) {
    if (event.data.ptr == this) continue;  // unwatched in the meantime
    if (event.data.ptr != nullptr)
      static_cast<Reader*>(event.data.ptr)->readable();
    else
      tasks = true;
  }
  events_ = {};
  batch_.send();
  if (tasks) run_tasks();
}

bool NetworkLoop::watch(int fd, Reader& reader) {
  CHECK_ON(owner_);
  epoll_event event{.events = EPOLLIN, .data = {.ptr = &reader}};
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) return false;
  ++watched_;
  return true;
}

void NetworkLoop::unwatch(int fd, const Reader& reader) {
  CHECK_ON(owner_);
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  --watched_;
  for (epoll_event& event : events_)
    if (event.data.ptr == &reader) event.data.ptr = this;
}

}  // namespace lethe::transport
