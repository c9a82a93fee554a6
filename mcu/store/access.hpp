// SPDX-License-Identifier: AGPL-3.0-or-later
// Access to the database for the files of this folder: one transaction at a time, with the library's exceptions
// translated to ours. Any thread but control.
#pragma once

#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>

#include <atomic>
#include <chrono>
#include <string>

#include "mcu/base/error.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

struct Database::Connection {
  Mutex mutex;
  std::string path;  // empty: in memory
  int lock_fd = -1;  // holds the lock; closed last, because closing it releases SQLite's own locks on the file
  std::atomic<bool> usable{true};
  bool gone GUARDED_BY(mutex) = false;  // the file was deleted or replaced while we run
  bool forgets_later GUARDED_BY(mutex) =
      false;  // copies of deleted rows may remain, because there was no space to remove them, or somebody read
  std::unique_ptr<Poco::Data::Session> session GUARDED_BY(mutex);
  ~Connection();
  // Writing to a file without a name would lose the data at the end, so we refuse.
  void check_file() REQUIRES(mutex);
  // Reserves space beside the database for erasing only: a request for erasure must not fail because the disk is full.
  void keep_reserve() REQUIRES(mutex);
  void give_up_reserve() REQUIRES(mutex);
  // Moves the log into the file, overwrites it and makes it empty. False if a reader was in the way.
  bool empty_log() REQUIRES(mutex);
  enum class Reserve { Keep, GiveUp };           // the space on a full disk that is reserved for erasing
  void forget(Reserve reserve) REQUIRES(mutex);  // as Database::forget
};

using Poco::Data::Keywords::bind;
using Poco::Data::Keywords::into;
using Poco::Data::Keywords::now;

// Any failure of the disk or the file: this request cannot be served, but the server continues.
[[noreturn]] inline void throw_unavailable(Database::Connection& connection) {
  connection.usable = false;
  log::warning("store-unavailable");
  Error error(Code::StoreUnavailable);
  error.retry_after = std::chrono::seconds(30);
  throw error;
}

// Rolls back unless committed. Poco's own class is unusable after SQLite has rolled back by itself, which it does when
// the disk is full.
class Transaction {
 public:
  explicit Transaction(Poco::Data::Session& session) : session_(session) { session_.begin(); }
  ~Transaction() {
    if (committed_) return;
    try {
      session_.rollback();
    } catch (const Poco::Exception&) {
      // Already rolled back.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    session_.commit();
    committed_ = true;
  }

 private:
  Poco::Data::Session& session_;
  bool committed_ = false;
};

template <class F>
auto attempt(Poco::Data::Session& session, F& f) {
  Transaction transaction(session);
  if constexpr (std::is_void_v<decltype(f(session))>) {
    f(session);
    transaction.commit();
  } else {
    auto result = f(session);
    transaction.commit();
    return result;
  }
}

// When the disk is full, Erase may use the reserve.
enum class Need { Change, Erase };

// Calls f(Poco::Data::Session&) in a transaction. If f throws, the transaction is rolled back, and f may be called once
// more. Throws Error StoreUnavailable. A violated constraint passes through as Poco's exception, because only the
// caller knows its meaning.
template <class F>
auto transact(Database& database, F f, Need need = Need::Change) {
  CHECK_MAY_WAIT();
  Database::Connection& connection = database.connection();
  const MutexLock lock(connection.mutex);
  connection.check_file();
  try {
    try {
      return attempt(*connection.session, f);
    } catch (const Poco::Data::SQLite::DatabaseFullException&) {
      if (need != Need::Erase) throw;
    } catch (const Poco::Data::SQLite::IOErrorException&) {  // a disk quota
      if (need != Need::Erase) throw;
    }
    connection.give_up_reserve();
    return attempt(*connection.session, f);
  } catch (const Poco::Data::SQLite::ConstraintViolationException&) {
    throw;
  } catch (const Poco::Exception&) {
    throw_unavailable(connection);
  }
}

// Returns the number of rows that the statement changed.
template <class... Bindings>
std::size_t change(Poco::Data::Session& session, const char* sql, Bindings&&... bindings) {
  Poco::Data::Statement statement(session);
  statement << sql;
  (statement.addBind(std::forward<Bindings>(bindings)), ...);
  return statement.execute();
}

inline std::int64_t to_seconds(room::WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}
inline room::WallTime from_seconds(std::int64_t seconds) { return room::WallTime(std::chrono::seconds(seconds)); }

}  // namespace lethe::store
