// SPDX-License-Identifier: AGPL-3.0-or-later
// The SQLite file: opened, checked, migrated, locked against a second server. One connection behind one mutex is the
// one writer. Every use may block on the disk: never on the control thread. Made by Store; any other thread.
#pragma once

#include <memory>
#include <string>

namespace lethe::store {

class Database {
 public:
  // An empty path: in memory, for tests. Throws std::runtime_error with a sentence that says what to do.
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Why the file could not be opened as it is now, as the constructor would say it; empty: it could, as far as one can
  // tell without changing anything. A server may run on it.
  static std::string fault_of(const std::string& path);

  // Leaves nothing of what was deleted in the file, its free pages or the write-ahead log. Where the disk has no room
  // for that, rows are overwritten all the same, and look() leaves no copy of them once there is room. Throws Error.
  void forget();

  // False once a use failed or the file was found gone, until look() finds that it can be written.
  bool usable() const;
  void look();

  struct Connection;  // access.hpp, for the files of this folder
  Connection& connection() { return *connection_; }

 private:
  enum class Reserve { Keep, GiveUp };  // the room on a full disk that is kept for erasing
  void forget_with_lock(Reserve reserve);
  std::unique_ptr<Connection> connection_;
};

}  // namespace lethe::store
