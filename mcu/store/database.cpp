// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/database.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/store/access.hpp"
#include "mcu/store/overwriting.hpp"
#include "mcu/store/schema.hpp"

namespace lethe::store {
namespace {

namespace sqlite = Poco::Data::SQLite;
using Poco::Data::Session;

constexpr off_t reserve_bytes = 1'048'576;
std::string reserve_of(const std::string& path) { return path + "-reserve"; }

[[noreturn]] void refuse(const std::string& path, const std::string& sentence) {
  throw std::runtime_error("store.path: " + path + " " + sentence);
}

std::string cannot_be_opened(int error) {
  return std::string("cannot be opened (") + std::strerror(error) +
         "). Name a file in a folder that this user may write to.";
}
constexpr const char* of_another_user = "belongs to another user. Give it to the user that lethe runs as.";
constexpr const char* of_another_program = "is a database of another program. Name another file.";

std::string too_new(int version) {
  return "was written by a newer lethe (version " + std::to_string(version) + " of the tables; this lethe knows " +
         std::to_string(migrations().size()) + "). Start the newer one, or name another file.";
}

// Creates the file with private permissions before SQLite sees it; its log and index files inherit the mode.
int open_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) refuse(path, cannot_be_opened(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    refuse(path, "is in use by another lethe. Stop that one, or name another file.");
  }
  if (::fchmod(fd, 0600) != 0) {
    ::close(fd);
    refuse(path, of_another_user);
  }
  return fd;
}

template <class T>
T ask(Session& session, const char* sql) {
  T value{};
  session << sql, into(value), now;
  return value;
}

// SQLite runs one statement at a time; ours contain semicolons only at their ends.
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
  if (!fresh && ask<int>(session, "PRAGMA application_id") != application_id) refuse(path, of_another_program);
  if (version > known) refuse(path, too_new(version));
  if (ask<std::string>(session, "PRAGMA quick_check(1)") != "ok") throw sqlite::CorruptImageException();
  migrate(session, version);
}

}  // namespace

Database::Connection::~Connection() {
  session.reset();
  if (lock_fd >= 0) ::close(lock_fd);
}

// The first 100 bytes identify the file (SQLite's file format, section 1.3).
std::string Database::fault_of(const std::string& path) {
  const auto sentence = [&path](const std::string& text) { return "store.path: " + path + " " + text; };
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 && errno != ENOENT) return sentence(cannot_be_opened(errno));
  if (fd < 0) {
    const auto folder = std::filesystem::absolute(path).parent_path();
    return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0 ? "" : sentence(cannot_be_opened(errno));
  }
  std::array<unsigned char, 100> head{};
  struct stat file {};
  const bool is_file = ::fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
  const ssize_t got = is_file ? ::pread(fd, head.data(), head.size(), 0) : 0;
  ::close(fd);
  if (!is_file) return sentence("is not a file. Name a file in a folder that this user may write to.");
  if (file.st_uid != ::geteuid() && ::geteuid() != 0) return sentence(of_another_user);
  if (got == 0) return "";  // an empty file becomes a database
  const auto number = [&head](std::size_t at) {
    return head[at] << 24 | head[at + 1] << 16 | head[at + 2] << 8 | head[at + 3];
  };
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (got < std::ssize(head) || !std::equal(magic.begin(), magic.end(), head.begin()))
    return sentence("is not a database. Put a backup in its place, or name another file.");
  // The most recent writes, including the header, are in the log beside the file.
  std::error_code no_log;
  if (std::filesystem::file_size(path + "-wal", no_log) > 0 && !no_log) return "";
  if (number(68) != application_id) return sentence(of_another_program);
  if (number(60) > std::ssize(migrations())) return sentence(too_new(number(60)));
  return "";
}

void Database::Connection::keep_reserve() {
  if (path.empty()) return;
  const std::string name = reserve_of(path);
  struct stat known {};
  if (::lstat(name.c_str(), &known) == 0 && known.st_size == reserve_bytes) return;
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  // It is never written to; it only occupies the space.
  if (::posix_fallocate(fd, 0, reserve_bytes) != 0) ::unlink(name.c_str());
  ::close(fd);
}

void Database::Connection::give_up_reserve() {
  if (path.empty()) return;
  ::unlink(reserve_of(path).c_str());
  try {
    empty_log();  // pages that are in the log twice take space, too
  } catch (const Poco::Exception&) {
    // There may be enough space anyway.
  }
}

bool Database::Connection::empty_log() {
  // The first column of the answer: 1 if a reader was in the way.
  return ask<int>(*session, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
}

void Database::Connection::check_file() {
  if (lock_fd < 0) return;
  struct stat ours {
  }, there{};
  const bool is_ours = ::fstat(lock_fd, &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
                       ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
  if (!is_ours && !std::exchange(gone, true)) log::error("store-file-gone");
  if (is_ours) gone = false;
  if (gone) throw_unavailable(*this);
}

void Database::Connection::forget(Reserve reserve) {
  Session& opened = *session;
  // Deleting zeroes cells, but a rebalanced page may keep a copy between its cells.
  const auto vacuum = [&] {
    try {
      opened << "VACUUM", now;
      return true;
    } catch (const sqlite::DatabaseFullException&) {
      return false;
    } catch (const sqlite::IOErrorException&) {  // a disk quota
      return false;
    }
  };
  forgets_later = true;
  try {
    bool rewritten = vacuum();
    if (!rewritten && reserve == Reserve::GiveUp) {
      give_up_reserve();
      rewritten = vacuum();
    }
    if (empty_log() && rewritten) forgets_later = false;
  } catch (const Poco::Exception&) {
    throw_unavailable(*this);
  }
  keep_reserve();
}

Database::Database(const std::string& path) : connection_(std::make_unique<Connection>()) {
  overwrite_what_sqlite_releases();
  sqlite::Connector::registerConnector();
  connection_->path = path;
  if (!path.empty()) connection_->lock_fd = open_private(path);
  try {
    connection_->session = std::make_unique<Session>("SQLite", path.empty() ? ":memory:" : path);
    configure(*connection_->session);
    check_and_migrate(*connection_->session, path);
    // If the reserve is missing, the previous run ended on a full disk.
    connection_->forgets_later = !path.empty() && !std::filesystem::exists(reserve_of(path));
    connection_->keep_reserve();
  } catch (const sqlite::DatabaseFullException&) {
    refuse(path, "cannot be prepared: the disk is full. Make room and start again.");
  } catch (const sqlite::IOErrorException&) {
    refuse(path, "cannot be read or written. Check the disk and that this user may write to the folder.");
  } catch (const Poco::Exception&) {
    refuse(path,
           "is damaged. Put a backup in its place, or move it away together with its -wal and -shm files; lethe then "
           "starts without accounts.");
  }
}

Database::~Database() = default;

bool Database::usable() const { return connection_->usable; }

void Database::look() {
  CHECK_MAY_WAIT();
  const MutexLock lock(connection_->mutex);
  try {
    connection_->check_file();
    connection_->keep_reserve();
    // The log may still hold what was deleted or replaced in the last minute.
    connection_->forgets_later ? connection_->forget(Connection::Reserve::Keep)
                               : static_cast<void>(connection_->empty_log());
    if (connection_->usable) return;
    Transaction transaction(*connection_->session);
    *connection_->session << "PRAGMA user_version = " + std::to_string(migrations().size()), now;
    transaction.commit();
    connection_->usable = true;
  } catch (const Error&) {
    // Already logged; usable() reports it.
  } catch (const Poco::Exception&) {
    // As above.
  }
}

void Database::forget() {
  CHECK_MAY_WAIT();
  const MutexLock lock(connection_->mutex);
  connection_->check_file();
  connection_->forget(Connection::Reserve::GiveUp);
}

void Database::tidy() {
  CHECK_MAY_WAIT();
  const MutexLock lock(connection_->mutex);
  connection_->check_file();
  connection_->forget(Connection::Reserve::Keep);
}

}  // namespace lethe::store
