// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "mcu/base/check.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe {
namespace {
int checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}
}  // namespace

Loop::Loop() : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
  wake_ = checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
  watch(wake_, [this] {
    std::uint64_t count;
    [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof count);
  });
}

Loop::~Loop() {
  ::close(wake_);
  ::close(epoll_);
}

void Loop::run() {
  thread_.release();  // who has prepared it need not be who runs it
  CHECK_ON(thread_);
  stopped_ = false;
  while (!stopped_) {
    std::array<epoll_event, 32> events;
    const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms());
    for (int i = 0; i < n; ++i) {
      // A task may unwatch any descriptor, including its own: look up each one again, and keep the running task alive.
      const auto at = watched_.find(events[static_cast<std::size_t>(i)].data.fd);
      if (at == watched_.end()) continue;
      const auto task = at->second;
      (*task)();
    }
    run_posted();
    run_timers();
  }
  thread_.release();
}

void Loop::stop() {
  post([this] { stopped_ = true; });
}

void Loop::post(Task task) {
  {
    const MutexLock lock(mutex_);
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Loop::run_posted() {
  std::vector<Task> tasks;
  {
    const MutexLock lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
}

Loop::Timer Loop::after(Clock::duration delay, Task task) {
  CHECK_ON(thread_);
  timers_[next_timer_] = {Clock::now() + delay, Clock::duration::zero(), std::move(task)};
  return Timer{next_timer_++};
}

Loop::Timer Loop::every(Clock::duration period, Task task) {
  CHECK_ON(thread_);
  CHECK(period > Clock::duration::zero());
  timers_[next_timer_] = {Clock::now() + period, period, std::move(task)};
  return Timer{next_timer_++};
}

void Loop::cancel(Timer timer) {
  CHECK_ON(thread_);
  timers_.erase(static_cast<std::uint64_t>(timer));
}

void Loop::run_timers() {
  const auto now = Clock::now();
  std::vector<std::uint64_t> due;
  for (const auto& [id, entry] : timers_)
    if (entry.due <= now) due.push_back(id);
  for (const auto id : due) {
    const auto at = timers_.find(id);
    if (at == timers_.end()) continue;  // cancelled by an earlier one
    Task task = at->second.task;
    if (at->second.period == Clock::duration::zero())
      timers_.erase(at);
    else
      at->second.due = now + at->second.period;
    task();
  }
}

int Loop::timeout_ms() const {
  if (timers_.empty()) return -1;
  const auto first = std::min_element(timers_.begin(), timers_.end(),
                                      [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(first->second.due - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void Loop::watch(int fd, Task readable) {
  CHECK_ON(thread_);
  watched_[fd] = std::make_shared<Task>(std::move(readable));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

void Loop::unwatch(int fd) {
  CHECK_ON(thread_);
  if (watched_.erase(fd) > 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

}  // namespace lethe
