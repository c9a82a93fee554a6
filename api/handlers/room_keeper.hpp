// SPDX-License-Identifier: AGPL-3.0-or-later
// Applies changes to rooms on the control thread and in the store before they are answered. One change at a time, so
// that the store never gets an older state after a newer one. Any HTTP thread.
#pragma once

#include "api/call/call.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/room/model/record.hpp"
#include "mcu/store/store.hpp"

namespace lethe::api {

class RoomKeeper {
 public:
  explicit RoomKeeper(store::Store& store) : store_(store) {}
  ~RoomKeeper() { store_.settle(); }  // its background tasks

  // f(Service&, const Actor&) changes `room`. A change that cannot be stored is undone and answered with
  // StoreUnavailable. Exception: a frontend's room keeps a change that takes nothing away, until the server ends.
  template <class F>
  auto change(const Call& call, const std::string& room, F f) {
    return keep(call, room, Unstored::Undo, std::move(f));
  }
  // The same for a change that holds until the server ends even if it cannot be stored: a full disk must not keep
  // anybody out of a room.
  template <class F>
  auto change_anyway(const Call& call, const std::string& room, F f) {
    return keep(call, room, Unstored::Leave, std::move(f));
  }
  // f creates a room and returns its view.
  template <class F>
  room::RoomView create(const Call& call, F f) {
    const MutexLock lock(mutex_);
    auto made = call.ask([f = std::move(f)](room::Service& s, const room::Actor& a) {
      Changed<room::RoomView> done{{}, {}, f(s, a)};
      done.after = s.rooms().record(done.result.id);
      return done;
    });
    save(call, made.result.id, made.before, made.after, Unstored::Undo);
    return made.result;
  }
  // The room has ended by itself. Any thread; does not wait.
  void forget(const std::string& room);
  // Nobody can return to the meeting with that key. Any thread; does not wait.
  void meeting_over(const std::string& room, const std::string& key);
  // Erases the account, in the store first.
  void erase(const Call& call, const room::AccountActor& account);

 private:
  enum class Unstored { Undo, Leave };
  template <class T>
  struct Changed {
    std::optional<room::RoomRecord> before, after;
    T result;
  };

  template <class F>
  auto keep(const Call& call, const std::string& room, Unstored unstored, F f) {
    using R = std::invoke_result_t<F&, room::Service&, const room::Actor&>;
    using T = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
    const MutexLock lock(mutex_);
    auto changed = call.ask([room, f = std::move(f)](room::Service& s, const room::Actor& a) {
      Changed<T> done{s.rooms().record(room), {}, {}};
      if constexpr (std::is_void_v<R>)
        f(s, a);
      else
        done.result = f(s, a);
      done.after = s.rooms().record(room);
      return done;
    });
    save(call, room, changed.before, changed.after, unstored);
    return std::move(changed.result);
  }
  void save(const Call& call, const std::string& id, const std::optional<room::RoomRecord>& before,
            const std::optional<room::RoomRecord>& after, Unstored unstored);

  store::Store& store_;
  Mutex mutex_;  // held over a change and its storing
};

}  // namespace lethe::api
