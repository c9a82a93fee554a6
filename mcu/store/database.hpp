// SPDX-License-Identifier: AGPL-3.0-or-later
// The SQLite file: opened, checked, migrated, and locked against a second server. One connection behind one mutex is
// the only writer. Every use may block on the disk: never use it on the control thread. Created by Store; any other
// thread.
#pragma once

#include <memory>
#include <string>

namespace lethe::store {

class Database {
 public:
  // An empty path means in memory, for tests. Throws std::runtime_error with a sentence that says what to do.
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Why the file could not be opened now, in the words of the constructor; empty if it probably could be. Changes
  // nothing; a server may use the file at the same time.
  static std::string fault_of(const std::string& path);

  // Removes every copy of deleted rows from the file, its free pages and the write-ahead log. If the disk has no space
  // for this, the rows are overwritten anyway, and look() removes the copies once there is space. Throws Error.
  void forget();
  // The same for what was changed or replaced, without the space that is kept for erasing. Later, if there is none.
  void tidy();

  // False after a failed use or when the file is gone, until look() finds it writable again.
  bool usable() const;
  void look();

  struct Connection;  // access.hpp, for this folder
  Connection& connection() { return *connection_; }

 private:
  std::unique_ptr<Connection> connection_;
};

}  // namespace lethe::store
