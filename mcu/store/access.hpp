// SPDX-License-Identifier: AGPL-3.0-or-later
// How the files of this folder reach the database: one transaction at a time, and the library's exceptions as errors
// of ours. Any thread but control.
#pragma once

#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "mcu/base/error.hpp"
#include "mcu/base/log.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

struct Database::Connection {
  std::mutex mutex;  // guards session
  std::string path;  // empty: in memory
  int lock_fd = -1;  // holds the lock; closed last: closing it would release SQLite's own locks on the file
  std::atomic<bool> usable{true};
  bool gone = false;           // the file was deleted or replaced under us
  bool forgets_later = false;  // what was deleted may have left copies, for which there was no room
  std::unique_ptr<Poco::Data::Session> session;
  ~Connection();
  // What is written to a file that has no name any more is lost at the end, so nothing is. The mutex is held.
  void check_file();
  // Some room beside the database that only erasing takes: who wants to be forgotten is not told that the disk is full.
  void keep_reserve();
  void give_up_reserve();
};

using Poco::Data::Keywords::bind;
using Poco::Data::Keywords::into;
using Poco::Data::Keywords::now;

// Anything that the disk or the file does to us: the caller's request cannot be served, the server goes on.
[[noreturn]] inline void throw_unavailable(Database::Connection& connection) {
  connection.usable = false;
  log::warning("store-unavailable");
  Error error(Code::StoreUnavailable);
  error.retry_after = std::chrono::seconds(30);
  throw error;
}

// Undone unless it is committed. Poco's own gives up for ever once SQLite has undone one by itself, as it does when the
// disk is full.
class Transaction {
 public:
  explicit Transaction(Poco::Data::Session& session) : session_(session) { session_.begin(); }
  ~Transaction() {
    if (committed_) return;
    try {
      session_.rollback();
    } catch (const Poco::Exception&) {
      // It is undone already.
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

// When the disk is full, the reserve is for Erase.
enum class Need { Change, Erase };

// f(Poco::Data::Session&) in a transaction, which is undone when it throws; then it may be called once more. Throws
// Error StoreUnavailable; a violated constraint comes through as Poco's exception, because only the caller knows what
// it means.
template <class F>
auto transact(Database& database, F f, Need need = Need::Change) {
  Database::Connection& connection = database.connection();
  const std::lock_guard lock(connection.mutex);
  connection.check_file();
  try {
    try {
      return attempt(*connection.session, f);
    } catch (const Poco::Data::SQLite::DatabaseFullException&) {
      if (need != Need::Erase) throw;
    } catch (const Poco::Data::SQLite::IOErrorException&) {  // a quota
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

// The number of rows that the statement changed.
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
