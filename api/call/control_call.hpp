// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs a function on the control thread and waits for its result, from an HTTP thread. Everything that both threads
// touch is in one shared object, so a result that comes after the caller gave up touches no freed memory.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <variant>

#include "mcu/base/error.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::api {

struct ControlThread {
  Loop& loop;
  std::stop_token stop;  // ends all waiting
  std::chrono::milliseconds patience{2000};
};

template <class T>
class Rendezvous {
 public:
  // Control thread. False: the caller has given up, do not start.
  bool begin() {
    const MutexLock lock(mutex_);
    if (state_ == State::Abandoned) return false;
    state_ = State::Running;
    return true;
  }
  // Control thread: the function has returned, and its result comes later.
  void suspend() {
    {
      const MutexLock lock(mutex_);
      if (state_ != State::Running) return;
      state_ = State::Suspended;
    }
    changed_.notify_one();
  }
  void succeed(T value) {
    {
      const MutexLock lock(mutex_);
      if (!settle()) return;
      value_ = std::move(value);
    }
    changed_.notify_one();
  }
  void fail(const Error& error) {
    {
      const MutexLock lock(mutex_);
      if (!settle()) return;
      error_ = error;
    }
    changed_.notify_one();
  }

  // HTTP thread. Gives up only before the function starts or while its result is pending, never while it runs.
  // Therefore Busy means that a plain call has changed nothing.
  T wait(const ControlThread& control) {
    CHECK_MAY_WAIT();
    MutexLock lock(mutex_);
    const auto done = [this]() REQUIRES(mutex_) { return state_ == State::Done; };
    const auto until = std::chrono::steady_clock::now() + control.patience;
    if (!changed_.wait_until(lock, control.stop, until, done)) {
      changed_.wait(lock, [this]() REQUIRES(mutex_) { return state_ != State::Running; });
      if (state_ != State::Done) {
        state_ = State::Abandoned;
        throw Error(Code::Busy);
      }
    }
    if (error_) throw Error(*error_);
    return std::move(*value_);
  }

 private:
  // False: there is a result already, or nobody waits for one.
  bool settle() REQUIRES(mutex_) {
    if (state_ == State::Done || state_ == State::Abandoned) return false;
    state_ = State::Done;
    return true;
  }

  enum class State { Waiting, Running, Suspended, Done, Abandoned };
  Mutex mutex_;
  std::condition_variable_any changed_;
  State state_ GUARDED_BY(mutex_) = State::Waiting;
  std::optional<T> value_ GUARDED_BY(mutex_);  // this or the error, once done
  std::optional<Error> error_ GUARDED_BY(mutex_);
};

// Runs `start(rendezvous)` on the control thread; the result is whatever is settled there, then or later.
template <class T, class F>
T meet(const ControlThread& control, F start) {
  auto shared = std::make_shared<Rendezvous<T>>();
  control.loop.post([shared, start = std::move(start)]() mutable {
    if (!shared->begin()) return;
    try {
      start(shared);
      shared->suspend();
    } catch (const Error& error) {
      shared->fail(error);
    } catch (const std::exception&) {
      shared->fail(Error(Code::Internal));
    }
  });
  return shared->wait(control);
}

// Runs `start(done)`; the result is whatever `done` is called with, then or later.
template <class T, class F>
T ask_later(const ControlThread& control, F start) {
  return meet<T>(control, [start = std::move(start)](const std::shared_ptr<Rendezvous<T>>& shared) mutable {
    start([shared](std::variant<T, Error> outcome) {
      if (const auto* error = std::get_if<Error>(&outcome))
        shared->fail(*error);
      else
        shared->succeed(std::get<T>(std::move(outcome)));
    });
  });
}

// Runs `f()`; the result is its return value.
template <class F>
auto ask(const ControlThread& control, F f) {
  using R = std::invoke_result_t<F&>;
  using T = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
  return meet<T>(control, [f = std::move(f)](const std::shared_ptr<Rendezvous<T>>& shared) mutable {
    if constexpr (std::is_void_v<R>) {
      f();
      shared->succeed({});
    } else {
      shared->succeed(f());
    }
  });
}

}  // namespace lethe::api
