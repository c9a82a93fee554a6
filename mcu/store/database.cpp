// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/database.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "store/access.hpp"
#include "store/schema.hpp"

namespace lethe::store {
namespace {

namespace sqlite = Poco::Data::SQLite;
using Poco::Data::Session;

[[noreturn]] void refuse(const std::string& path, const std::string& sentence) {
  throw std::runtime_error("store.path: " + path + " " + sentence);
}

// The file is there and ours alone before SQLite sees it; its log and index files take over its mode.
int open_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    refuse(path, std::string("cannot be opened (") + std::strerror(errno) +
                     "). Name a file in a folder that this user may write to.");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    refuse(path, "is in use by another lethe. Stop that one, or name another file.");
  }
  if (::fchmod(fd, 0600) != 0) {
    ::close(fd);
    refuse(path, "belongs to another user. Give it to the user that lethe runs as.");
  }
  return fd;
}

template <class T>
T ask(Session& session, const char* sql) {
  T value{};
  session << sql, into(value), now;
  return value;
}

// SQLite runs one statement at a time; ours hold no semicolon but at their ends.
void run_all(Session& session, std::string_view sql) {
  for (auto end = sql.find(';'); end != std::string_view::npos; end = sql.find(';')) {
    session << std::string(sql.substr(0, end)), now;
    sql.remove_prefix(end + 1);
  }
}

void configure(Session& session) {
  for (const char* sql : {"PRAGMA secure_delete = ON", "PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL",
                          "PRAGMA temp_store = MEMORY", "PRAGMA cell_size_check = ON", "PRAGMA trusted_schema = OFF",
                          "PRAGMA busy_timeout = 2000"}) {
    Poco::Data::Statement statement(session);
    statement << sql;
    statement.execute();
  }
  ask<std::string>(session, "PRAGMA journal_mode = WAL");
}

void migrate(Session& session, int version) {
  const auto steps = migrations();
  for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step) {
    Transaction transaction(session);
    run_all(session, steps[step]);
    session << "PRAGMA user_version = " + std::to_string(step + 1), now;
    session << "PRAGMA application_id = " + std::to_string(application_id), now;
    transaction.commit();
  }
}

void check_and_migrate(Session& session, const std::string& path) {
  const auto known = static_cast<int>(migrations().size());
  const int version = ask<int>(session, "PRAGMA user_version");
  const bool fresh = version == 0 && ask<int>(session, "SELECT count(*) FROM sqlite_master") == 0;
  if (!fresh && ask<int>(session, "PRAGMA application_id") != application_id)
    refuse(path, "is a database of another program. Name another file.");
  if (version > known)
    refuse(path, "was written by a newer lethe (version " + std::to_string(version) +
                     " of the tables, this one knows " + std::to_string(known) +
                     "). Start the newer one, or name another file.");
  if (ask<std::string>(session, "PRAGMA quick_check(1)") != "ok") throw sqlite::CorruptImageException();
  migrate(session, version);
}

}  // namespace

Database::Connection::~Connection() {
  session.reset();
  if (lock_fd >= 0) ::close(lock_fd);
}

Database::Database(const std::string& path) : connection_(std::make_unique<Connection>()) {
  sqlite::Connector::registerConnector();
  if (!path.empty()) connection_->lock_fd = open_private(path);
  try {
    connection_->session = std::make_unique<Session>("SQLite", path.empty() ? ":memory:" : path);
    configure(*connection_->session);
    check_and_migrate(*connection_->session, path);
  } catch (const sqlite::DatabaseFullException&) {
    refuse(path, "cannot be prepared: the disk is full. Make room and start again.");
  } catch (const sqlite::IOErrorException&) {
    refuse(path, "cannot be read or written. Check the disk and that this user may write to the folder.");
  } catch (const Poco::Exception&) {
    refuse(path,
           "is damaged. Put a backup in its place, or move it away together with its -wal and -shm files: lethe then "
           "begins without accounts.");
  }
}

Database::~Database() = default;

void Database::forget() {
  const std::lock_guard lock(connection_->mutex);
  try {
    Session& session = *connection_->session;
    // Deleting zeroes cells, but a page that was rebalanced may keep a copy of one between its cells.
    session << "VACUUM", now;
    ask<int>(session, "PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Poco::Exception&) {
    throw_unavailable();
  }
}

}  // namespace lethe::store
