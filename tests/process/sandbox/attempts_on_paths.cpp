// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>

#include "tests/process/sandbox/attempts.hpp"

namespace lethe::sandbox {
namespace {

int write_to(long descriptor) {
  if (descriptor < 0) return errno;
  return outcome(syscall(SYS_write, static_cast<int>(descriptor), "byte", 4));
}

int open_and_write(const std::string& path, int flags) {
  return write_to(syscall(SYS_openat, AT_FDCWD, path.c_str(), flags, 0600));
}

int open_with_how(const Place& place) {
  const struct open_how how { .flags = O_CREAT | O_WRONLY, .mode = 0600, .resolve = 0 };
  return write_to(syscall(SYS_openat2, AT_FDCWD, place.fresh().c_str(), &how, sizeof how));
}

int link_unnamed_file(const Place& place) {
  const long file = syscall(SYS_openat, AT_FDCWD, place.folder.c_str(), O_TMPFILE | O_WRONLY, 0600);
  if (file < 0) return errno;
  const std::string name = "/proc/self/fd/" + std::to_string(file);
  return outcome(syscall(SYS_linkat, AT_FDCWD, name.c_str(), AT_FDCWD, place.fresh().c_str(), AT_SYMLINK_FOLLOW));
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

int bind_socket(const Place& place) {
  int pair[2];
  if (syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair) != 0) return errno;
  const sockaddr_un address = address_of(place.fresh());
  return outcome(syscall(SYS_bind, pair[0], &address, sizeof address));
}

// A logger's socket would store what it is sent.
int tell_listener(const Place& place, int socket) {
  const sockaddr_un address = address_of(place.listener());
  return outcome(syscall(SYS_sendto, socket, "byte", 4, 0, &address, sizeof address));
}
int tell_from_socket(const Place& place) {
  const long socket = syscall(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
  return socket < 0 ? errno : tell_listener(place, static_cast<int>(socket));
}
int tell_from_pair(const Place& place) {
  int pair[2];
  if (syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, pair) != 0) return errno;
  return tell_listener(place, pair[0]);
}

int set_times(const Place& place) {
  const timespec times[2] = {{.tv_sec = 1'000'000'000, .tv_nsec = 0}, {.tv_sec = 1'000'000'000, .tv_nsec = 0}};
  return outcome(syscall(SYS_utimensat, AT_FDCWD, place.existing().c_str(), times, 0));
}

}  // namespace

std::vector<Attempt> attempts_on_paths() {
  using P = const Place&;
  constexpr auto both = Refusal::ByBoth;
  return {
      {"creat", [](P p) { return write_to(syscall(SYS_creat, p.fresh().c_str(), 0600)); }, Trace::Disk, both},
      {"open and create", [](P p) { return write_to(syscall(SYS_open, p.fresh().c_str(), O_CREAT | O_WRONLY, 0600)); },
       Trace::Disk, both},
      {"openat and create", [](P p) { return open_and_write(p.fresh(), O_CREAT | O_RDWR); }, Trace::Disk, both},
      {"openat2", open_with_how, Trace::Disk, both},
      {"overwrite", [](P p) { return open_and_write(p.existing(), O_WRONLY); }, Trace::Disk, both},
      {"append", [](P p) { return open_and_write(p.existing(), O_WRONLY | O_APPEND); }, Trace::Disk, both},
      {"open and truncate",
       [](P p) { return outcome(syscall(SYS_openat, AT_FDCWD, p.existing().c_str(), O_RDONLY | O_TRUNC)); },
       Trace::Disk, both},
      {"name an unnamed file", link_unnamed_file, Trace::Disk, both},
      {"mkdir", [](P p) { return outcome(syscall(SYS_mkdir, p.fresh().c_str(), 0700)); }, Trace::Disk, both},
      {"mkdirat", [](P p) { return outcome(syscall(SYS_mkdirat, AT_FDCWD, p.fresh().c_str(), 0700)); }, Trace::Disk,
       both},
      {"mknod of a pipe", [](P p) { return outcome(syscall(SYS_mknod, p.fresh().c_str(), S_IFIFO | 0600, 0)); },
       Trace::Disk, both},
      {"mknodat of a file",
       [](P p) { return outcome(syscall(SYS_mknodat, AT_FDCWD, p.fresh().c_str(), S_IFREG | 0600, 0)); }, Trace::Disk,
       both},
      {"symlink", [](P p) { return outcome(syscall(SYS_symlink, "byte", p.fresh().c_str())); }, Trace::Disk, both},
      {"symlinkat", [](P p) { return outcome(syscall(SYS_symlinkat, "byte", AT_FDCWD, p.fresh().c_str())); },
       Trace::Disk, both},
      {"link", [](P p) { return outcome(syscall(SYS_link, p.existing().c_str(), p.fresh().c_str())); }, Trace::Disk,
       both},
      {"linkat",
       [](P p) { return outcome(syscall(SYS_linkat, AT_FDCWD, p.existing().c_str(), AT_FDCWD, p.fresh().c_str(), 0)); },
       Trace::Disk, both},
      {"rename", [](P p) { return outcome(syscall(SYS_rename, p.existing().c_str(), p.fresh().c_str())); }, Trace::Disk,
       both},
      {"renameat2",
       [](P p) {
         return outcome(syscall(SYS_renameat2, AT_FDCWD, p.existing().c_str(), AT_FDCWD, p.fresh().c_str(), 0));
       },
       Trace::Disk, both},
      {"unlink", [](P p) { return outcome(syscall(SYS_unlink, p.existing().c_str())); }, Trace::Disk, both},
      {"truncate", [](P p) { return outcome(syscall(SYS_truncate, p.existing().c_str(), 1)); }},
      {"setxattr", [](P p) { return outcome(syscall(SYS_setxattr, p.existing().c_str(), "user.x", "byte", 4, 0)); }},
      {"lsetxattr", [](P p) { return outcome(syscall(SYS_lsetxattr, p.existing().c_str(), "user.x", "byte", 4, 0)); }},
      {"utimensat", set_times},
      {"chmod", [](P p) { return outcome(syscall(SYS_chmod, p.existing().c_str(), 0611)); }},
      {"fchmodat", [](P p) { return outcome(syscall(SYS_fchmodat, AT_FDCWD, p.existing().c_str(), 0611)); }},
      {"bind a socket to a path", bind_socket, Trace::Disk, Refusal::ByLandlock},
      {"datagram to a listener", tell_from_socket},
      {"datagram from a pair to a listener", tell_from_pair},
  };
}

}  // namespace lethe::sandbox
