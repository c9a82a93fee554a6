// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/overwriting.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <stdexcept>

namespace lethe::store {
namespace {

using Block = std::array<char, 65'536>;

// Not zeros: disks of virtual machines release the blocks of zeros instead of writing them.
const Block& pattern() {
  static const Block block = [] {
    Block filled{};
    filled.fill('\x55');
    return filled;
  }();
  return block;
}

// What SQLite does with an open file, and ours: a copy in which truncating differs. `ours` is first, as a file points
// to it.
struct Methods {
  sqlite3_io_methods ours{};
  const sqlite3_io_methods* system = nullptr;
};
// SQLite's own implementation of its files, and ours: a copy in which opening and deleting differ.
struct Files {
  sqlite3_vfs* system = nullptr;
  sqlite3_vfs vfs{};
  std::array<Methods, 2> methods;  // of databases, and of what needs no locks: logs and journals
};
Files& files() {
  static Files all;
  return all;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const sqlite3_io_methods& system = *reinterpret_cast<const Methods*>(file->pMethods)->system;
  sqlite3_int64 before = 0;
  int result = system.xFileSize(file, &before);
  for (sqlite3_int64 at = size; result == SQLITE_OK && at < before; at += std::ssize(pattern())) {
    const auto length = std::min<sqlite3_int64>(std::ssize(pattern()), before - at);
    result = system.xWrite(file, pattern().data(), static_cast<int>(length), at);
  }
  if (result == SQLITE_OK && size < before) result = system.xSync(file, SQLITE_SYNC_NORMAL);
  return result == SQLITE_OK ? system.xTruncate(file, size) : result;
}

bool overwrite(int fd) {
  struct stat file {};
  if (::fstat(fd, &file) != 0) return false;
  for (off_t at = 0; at < file.st_size;) {
    const auto length = std::min<off_t>(std::ssize(pattern()), file.st_size - at);
    const ssize_t written = ::pwrite(fd, pattern().data(), static_cast<std::size_t>(length), at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
  }
  return ::fdatasync(fd) == 0;
}

// SQLite deletes logs and journals only, and holds no lock on them that closing a descriptor would release.
int remove(sqlite3_vfs*, const char* path, int sync_folder) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 && errno != ENOENT) return SQLITE_IOERR_DELETE;
  if (fd >= 0) {
    const bool overwritten = overwrite(fd);
    ::close(fd);
    if (!overwritten) return SQLITE_IOERR_DELETE;
  }
  return files().system->xDelete(files().system, path, sync_folder);
}

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  Files& all = files();
  const int result = all.system->xOpen(all.system, path, file, flags, flags_out);
  if (result != SQLITE_OK) return result;
  for (const Methods& methods : all.methods) {
    if (file->pMethods != methods.system) continue;
    file->pMethods = &methods.ours;
    return SQLITE_OK;
  }
  file->pMethods->xClose(file);
  file->pMethods = nullptr;
  return SQLITE_CANTOPEN;
}

// The methods are known only from an open file of that kind.
const sqlite3_io_methods* methods_of(sqlite3_vfs* vfs, int kind) {
  const auto memory = std::make_unique<std::max_align_t[]>(
      (static_cast<std::size_t>(vfs->szOsFile) + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
  auto* const file = reinterpret_cast<sqlite3_file*>(memory.get());
  if (vfs->xOpen(vfs, "/dev/null", file, SQLITE_OPEN_READONLY | kind, nullptr) != SQLITE_OK) return nullptr;
  const sqlite3_io_methods* const methods = file->pMethods;
  methods->xClose(file);
  return methods;
}

bool install() {
  Files& all = files();
  if (sqlite3_initialize() != SQLITE_OK) return false;
  all.system = sqlite3_vfs_find("unix");
  if (all.system == nullptr) return false;
  for (std::size_t i = 0; i < all.methods.size(); ++i) {
    Methods& methods = all.methods[i];
    methods.system = methods_of(all.system, i == 0 ? SQLITE_OPEN_MAIN_DB : SQLITE_OPEN_WAL);
    if (methods.system == nullptr) return false;
    methods.ours = *methods.system;
    methods.ours.xTruncate = truncate;
  }
  all.vfs = *all.system;
  all.vfs.zName = "overwriting";
  all.vfs.pNext = nullptr;
  all.vfs.xOpen = open;
  all.vfs.xDelete = remove;
  return sqlite3_vfs_register(&all.vfs, 1) == SQLITE_OK;
}

}  // namespace

void overwrite_what_sqlite_releases() {
  static const bool installed = install();
  if (!installed) throw std::runtime_error("store: this SQLite does not let its files be overwritten.");
}

}  // namespace lethe::store
