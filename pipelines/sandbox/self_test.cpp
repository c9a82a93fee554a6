// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/self_test.hpp"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace lethe::sandbox {
namespace {

// Direct system calls, so that the C library adds and omits nothing.
template <class... Arguments>
long call(long number, Arguments... arguments) {
  return syscall(number, arguments...);
}

constexpr const char* place = "/tmp/lethe-self-test";
constexpr const char* memory_place = "/dev/shm/lethe-self-test";
constexpr const char byte[] = "x";

// A named UNIX socket is a name on the disk. The filter cannot see the address, so Landlock has to refuse this.
long bind_path() {
  int pair[2];
  if (call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair) != 0) return -1;
  const sockaddr_un address{.sun_family = AF_UNIX, .sun_path = "/tmp/lethe-self-test"};
  const long result = call(SYS_bind, pair[0], &address, sizeof address);
  const int error = errno;
  close(pair[0]);
  close(pair[1]);
  errno = error;
  return result;
}

long write_from_pipe(long number, int file) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], byte, 1) != 1) return -1;
  const long result = number == SYS_splice ? call(number, ends[0], nullptr, file, nullptr, 1, 0)
                                           : call(number, file, ends[0], nullptr, 1);
  const int error = errno;
  close(ends[0]);
  close(ends[1]);
  errno = error;
  return result;
}

long fork_child() {
  const long child = call(SYS_clone, 0, nullptr, nullptr, nullptr, nullptr);
  if (child == 0) _exit(0);  // a breach; the parent reports it
  return child;
}

// Not a way to store by itself, but nobody may lift the limit that makes write() fail.
long raise_limit(int resource) {
  const rlimit most{RLIM_INFINITY, RLIM_INFINITY};
  return call(SYS_prlimit64, 0, resource, &most, nullptr);
}

// Writing to /dev/null is no breach, and cannot be refused: what counts is what the descriptor leads to.
long print_to(int fd) {
  struct stat is {};
  const bool nowhere = call(SYS_fstat, fd, &is) == 0 && S_ISCHR(is.st_mode) && is.st_rdev == makedev(1, 3);
  errno = nowhere ? EPERM : 0;
  return nowhere ? -1 : 0;
}

struct Attempt {
  const char* name;
  long (*run)(int file);
};

constexpr Attempt attempts[] = {
    // A file descriptor that was left open.
    {"write", [](int file) { return call(SYS_write, file, byte, 1); }},
    {"pwrite64", [](int file) { return call(SYS_pwrite64, file, byte, 1, 0); }},
    {"ftruncate", [](int file) { return call(SYS_ftruncate, file, 1); }},
    {"fallocate", [](int file) { return call(SYS_fallocate, file, 0, 0, 1); }},
    {"splice", [](int file) { return write_from_pipe(SYS_splice, file); }},
    {"sendfile", [](int file) { return write_from_pipe(SYS_sendfile, file); }},
    {"copy_file_range", [](int file) { return call(SYS_copy_file_range, file, nullptr, file, nullptr, 1, 0); }},
    {"mmap shared", [](int file) { return call(SYS_mmap, nullptr, 4096, PROT_WRITE, MAP_SHARED, file, 0); }},
    {"fsetxattr", [](int file) { return call(SYS_fsetxattr, file, "user.x", byte, 1, 0); }},
    {"fchmod", [](int file) { return call(SYS_fchmod, file, 0600); }},
    // A log behind standard output or error.
    {"standard input", [](int) { return print_to(STDIN_FILENO); }},
    {"standard output", [](int) { return print_to(STDOUT_FILENO); }},
    {"standard error", [](int) { return print_to(STDERR_FILENO); }},
    // Names and contents of new files.
    {"openat create", [](int) { return call(SYS_openat, AT_FDCWD, place, O_CREAT | O_WRONLY, 0600); }},
    {"openat create in memory", [](int) { return call(SYS_openat, AT_FDCWD, memory_place, O_CREAT | O_RDWR, 0600); }},
    {"openat unnamed", [](int) { return call(SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_WRONLY, 0600); }},
    {"openat read", [](int) { return call(SYS_openat, AT_FDCWD, "/", O_RDONLY); }},
    {"mkdirat", [](int) { return call(SYS_mkdirat, AT_FDCWD, place, 0700); }},
    {"mknodat", [](int) { return call(SYS_mknodat, AT_FDCWD, place, S_IFREG | 0600, 0); }},
    {"symlinkat", [](int) { return call(SYS_symlinkat, byte, AT_FDCWD, place); }},
    {"linkat", [](int) { return call(SYS_linkat, AT_FDCWD, "/proc/self/status", AT_FDCWD, place, 0); }},
    {"renameat2", [](int) { return call(SYS_renameat2, AT_FDCWD, memory_place, AT_FDCWD, place, 0); }},
    {"truncate", [](int) { return call(SYS_truncate, place, 1); }},
    {"setxattr", [](int) { return call(SYS_setxattr, "/tmp", "user.x", byte, 1, 0); }},
    {"bind to a path", [](int) { return bind_path(); }},
    // Storage that outlives the process without a file.
    {"memfd_create", [](int) { return call(SYS_memfd_create, "x", 0); }},
    {"shmget", [](int) { return call(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600); }},
    {"msgget", [](int) { return call(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600); }},
    {"mq_open", [](int) { return call(SYS_mq_open, "lethe-self-test", O_CREAT | O_RDWR, 0600, nullptr); }},
    {"add_key", [](int) { return call(SYS_add_key, "user", "x", byte, 1, KEY_SPEC_PROCESS_KEYRING); }},
    // Other processes that could store for us.
    {"fork", [](int) { return fork_child(); }},
    {"execve", [](int) { return call(SYS_execve, "", nullptr, nullptr); }},
    {"ptrace", [](int) { return call(SYS_ptrace, PTRACE_ATTACH, 0, nullptr, nullptr); }},
    {"process_vm_writev", [](int) { return call(SYS_process_vm_writev, 0, nullptr, 0, nullptr, 0, 0); }},
    {"io_uring_setup", [](int) { return call(SYS_io_uring_setup, 1, nullptr); }},
    {"mount", [](int) { return call(SYS_mount, "x", "/tmp", "tmpfs", 0, nullptr); }},
    {"socket to the host", [](int) { return call(SYS_socket, AF_UNIX, SOCK_DGRAM, 0); }},
    // The walls themselves.
    {"raise the file size limit", [](int) { return raise_limit(RLIMIT_FSIZE); }},
    {"raise the core limit", [](int) { return raise_limit(RLIMIT_CORE); }},
    {"become dumpable", [](int) { return call(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); }},
    {"make code",
     [](int) { return call(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
};

bool refused(const Attempt& attempt, int file) {
  errno = 0;
  const long result = attempt.run(file);
  return result == -1 && (errno == EPERM || errno == EACCES || errno == EFBIG);
}

}  // namespace

SelfTest self_test(int file) {
  SelfTest test;
  for (const Attempt& attempt : attempts) {
    ++test.attempts;
    if (refused(attempt, file))
      ++test.refused;
    else
      test.breaches.emplace_back(attempt.name);
  }
  return test;
}

}  // namespace lethe::sandbox
