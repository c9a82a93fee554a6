// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/process/sandbox/attempts.hpp"

namespace lethe::sandbox {
namespace {

char text[] = "byte";

int write_vector(const Place& place, long number) {
  const iovec piece{.iov_base = text, .iov_len = 4};
  return outcome(syscall(number, place.open_file, &piece, 1, 0, 0, 0));
}

int splice_in(const Place& place) {
  int ends[2];
  if (pipe2(ends, 0) != 0 || write(ends[1], text, 4) != 4) return errno;
  return outcome(syscall(SYS_splice, ends[0], nullptr, place.open_file, nullptr, 4, 0));
}

// The pipe's pages come from this process's memory, without a copy.
int splice_memory_in(const Place& place) {
  int ends[2];
  const iovec piece{.iov_base = text, .iov_len = 4};
  if (pipe2(ends, 0) != 0 || syscall(SYS_vmsplice, ends[1], &piece, 1, 0) < 0) return errno;
  return outcome(syscall(SYS_splice, ends[0], nullptr, place.open_file, nullptr, 4, 0));
}

// mmap by its own call number: the C library's would be the same.
int map_and_store(const Place& place, int protection) {
  const long address = syscall(SYS_mmap, nullptr, 4096, protection, MAP_SHARED, place.open_file, 0);
  if (address == -1) return errno;
  if (!(protection & PROT_WRITE) && syscall(SYS_mprotect, address, 4096, PROT_READ | PROT_WRITE) != 0) return errno;
  *reinterpret_cast<volatile char*>(address) = 'x';
  return outcome(syscall(SYS_msync, address, 4096, MS_SYNC));
}

int set_times(const Place& place) {
  const timespec times[2] = {{.tv_sec = 1'000'000'000, .tv_nsec = 0}, {.tv_sec = 1'000'000'000, .tv_nsec = 0}};
  return outcome(syscall(SYS_utimensat, place.open_file, nullptr, times, 0));
}

int reopen(const Place& place) {
  const std::string name = "/proc/self/fd/" + std::to_string(place.open_file);
  const long file = syscall(SYS_openat, AT_FDCWD, name.c_str(), O_WRONLY);
  return file < 0 ? errno : outcome(syscall(SYS_write, static_cast<int>(file), text, 4));
}

}  // namespace

std::vector<Attempt> attempts_on_descriptors() {
  using P = const Place&;
  // The file size limit refuses what writes to a file that is open, whichever wall is missing.
  constexpr auto both = Refusal::ByBoth;
  return {
      {"write", [](P p) { return outcome(syscall(SYS_write, p.open_file, text, 4)); }, Trace::Disk, both},
      {"pwrite64", [](P p) { return outcome(syscall(SYS_pwrite64, p.open_file, text, 4, 8)); }, Trace::Disk, both},
      {"writev", [](P p) { return write_vector(p, SYS_writev); }, Trace::Disk, both},
      {"pwritev", [](P p) { return write_vector(p, SYS_pwritev); }, Trace::Disk, both},
      {"pwritev2", [](P p) { return write_vector(p, SYS_pwritev2); }, Trace::Disk, both},
      {"sendfile", [](P p) { return outcome(syscall(SYS_sendfile, p.open_file, p.source, nullptr, 4)); }, Trace::Disk,
       both},
      {"copy_file_range",
       [](P p) { return outcome(syscall(SYS_copy_file_range, p.source, nullptr, p.open_file, nullptr, 4, 0)); },
       Trace::Disk, both},
      {"splice", splice_in, Trace::Disk, both},
      {"vmsplice and splice", splice_memory_in, Trace::Disk, both},
      {"shared mapping", [](P p) { return map_and_store(p, PROT_READ | PROT_WRITE); }},
      {"shared mapping made writable", [](P p) { return map_and_store(p, PROT_READ); }},
      {"ftruncate to grow", [](P p) { return outcome(syscall(SYS_ftruncate, p.open_file, 8192)); }, Trace::Disk, both},
      {"ftruncate to shrink", [](P p) { return outcome(syscall(SYS_ftruncate, p.open_file, 1)); }},
      {"fallocate", [](P p) { return outcome(syscall(SYS_fallocate, p.open_file, 0, 0, 8192)); }},
      {"clone of extents", [](P p) { return outcome(syscall(SYS_ioctl, p.open_file, FICLONE, p.source)); },
       Trace::NoControl},
      {"fsetxattr", [](P p) { return outcome(syscall(SYS_fsetxattr, p.open_file, "user.x", text, 4, 0)); }},
      {"fchmod", [](P p) { return outcome(syscall(SYS_fchmod, p.open_file, 0611)); }},
      {"times of a descriptor", set_times},
      {"open again through /proc", reopen, Trace::Disk, both},
  };
}

}  // namespace lethe::sandbox
