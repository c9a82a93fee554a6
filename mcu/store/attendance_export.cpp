// SPDX-License-Identifier: AGPL-3.0-or-later
#include <Poco/Data/SQLite/Connector.h>

#include <filesystem>
#include <stdexcept>

#include "mcu/store/access.hpp"
#include "mcu/store/attendance.hpp"
#include "mcu/store/overwriting.hpp"
#include "mcu/store/schema.hpp"

namespace lethe::store {
namespace {

using Poco::Data::Session;

template <class T>
T ask(Session& session, const char* sql) {
  T value{};
  session << sql, into(value), now;
  return value;
}

std::vector<AttendanceRow> select(Session& session, room::WallTime from, room::WallTime until) {
  std::vector<std::string> address, room;
  std::vector<std::int64_t> since, last;
  session << "SELECT address, room, since, until FROM attendance WHERE until >= ? AND since <= ? ORDER BY since, rowid",
      bind(to_seconds(from)), bind(to_seconds(until)), into(address), into(room), into(since), into(last), now;
  std::vector<AttendanceRow> rows;
  for (std::size_t i = 0; i < address.size(); ++i)
    rows.push_back({address[i], room[i], from_seconds(since[i]), from_seconds(last[i])});
  return rows;
}

}  // namespace

// A second connection beside the server's: with a write-ahead log, readers and the writer do not wait for each other.
std::vector<AttendanceRow> read_attendance(const std::string& path, room::WallTime from, room::WallTime until) {
  if (!std::filesystem::is_regular_file(path)) throw std::runtime_error("store.path: there is no file " + path + ".");
  overwrite_what_sqlite_releases();  // whoever closes the file last deletes the log
  Poco::Data::SQLite::Connector::registerConnector();
  try {
    Session session("SQLite", path);
    Poco::Data::Statement statement(session);
    statement << "PRAGMA query_only = ON";
    statement.execute();
    if (ask<int>(session, "PRAGMA application_id") != application_id ||
        ask<int>(session, "PRAGMA user_version") != static_cast<int>(migrations().size()))
      throw std::runtime_error("store.path: " + path + " is no database of this version of lethe.");
    return select(session, from, until);
  } catch (const Poco::Exception&) {
    throw std::runtime_error("store.path: " + path + " cannot be read.");
  }
}

}  // namespace lethe::store
