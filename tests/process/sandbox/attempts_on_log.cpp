// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "tests/process/sandbox/attempts.hpp"

namespace lethe::sandbox {
namespace {

char text[] = "LETHE-SAID";
constexpr std::size_t length = sizeof text - 1;

int say(int fd) { return outcome(syscall(SYS_write, fd, text, length)); }

int say_on(long descriptor) { return descriptor < 0 ? errno : say(static_cast<int>(descriptor)); }

int say_at(const std::string& path) { return say_on(syscall(SYS_openat, AT_FDCWD, path.c_str(), O_WRONLY)); }

int say_vector(long number) {
  const iovec piece{.iov_base = text, .iov_len = length};
  return outcome(syscall(number, STDERR_FILENO, &piece, 1, -1L, -1L, 0L));  // -1: where it stands
}

int say_message(long number) {
  iovec piece{.iov_base = text, .iov_len = length};
  mmsghdr message{};
  message.msg_hdr.msg_iov = &piece;
  message.msg_hdr.msg_iovlen = 1;
  if (number == SYS_sendmmsg) return outcome(syscall(number, STDERR_FILENO, &message, 1, 0));
  return outcome(syscall(number, STDERR_FILENO, &message.msg_hdr, 0));
}

int say_from_pipe(long number) {
  int ends[2];
  if (pipe2(ends, 0) != 0 || write(ends[1], text, length) != static_cast<ssize_t>(length)) return errno;
  if (number == SYS_tee) return outcome(syscall(number, ends[0], STDERR_FILENO, length, 0));
  return outcome(syscall(number, ends[0], nullptr, STDERR_FILENO, nullptr, length, 0));
}

int say_from_memory() {
  const iovec piece{.iov_base = text, .iov_len = length};
  return outcome(syscall(SYS_vmsplice, STDERR_FILENO, &piece, 1, 0));
}

int say_by_openat2() {
  open_how how{};
  how.flags = O_WRONLY;
  return say_on(syscall(SYS_openat2, AT_FDCWD, "/proc/self/fd/2", &how, sizeof how));
}

int say_on_all_but_the_channel() {
  constexpr int most = 4096, channel = 3;
  int said = EBADF;
  for (int fd = 0; fd < most; ++fd)
    if (fd != channel && say(fd) == 0) said = 0;
  return said;
}

int say_with_own_descriptors() {
  if (syscall(SYS_unshare, CLONE_FILES) != 0) return errno;
  return say(STDERR_FILENO);
}

int say_by_stream(std::FILE* stream) { return std::fputs(text, stream) >= 0 && std::fflush(stream) == 0 ? 0 : errno; }

int say_to_the_logger(const Place&) {
  syslog(LOG_ERR, "%s", text);
  return 0;
}

std::string of_parent(const char* name) { return "/proc/" + std::to_string(getppid()) + name; }

int say_on_the_parents() {
  const long parent = syscall(SYS_pidfd_open, getppid(), 0);
  return parent < 0 ? errno : say_on(syscall(SYS_pidfd_getfd, parent, STDERR_FILENO, 0));
}

}  // namespace

std::vector<Attempt> attempts_on_log() {
  using P = const Place&;
  return {
      {"write to 0", [](P) { return say(STDIN_FILENO); }},
      {"write to 1", [](P) { return say(STDOUT_FILENO); }},
      {"write to 2", [](P) { return say(STDERR_FILENO); }},
      {"writev to 2", [](P) { return say_vector(SYS_writev); }},
      {"pwritev2 to 2", [](P) { return say_vector(SYS_pwritev2); }},
      {"sendto on 2", [](P) { return outcome(syscall(SYS_sendto, STDERR_FILENO, text, length, 0, nullptr, 0)); }},
      {"sendmsg on 2", [](P) { return say_message(SYS_sendmsg); }},
      {"sendmmsg on 2", [](P) { return say_message(SYS_sendmmsg); }},
      {"sendfile to 2", [](P p) { return outcome(syscall(SYS_sendfile, STDERR_FILENO, p.source, nullptr, 4)); }},
      {"splice to 2", [](P) { return say_from_pipe(SYS_splice); }},
      {"tee to 2", [](P) { return say_from_pipe(SYS_tee); }},
      {"vmsplice to 2", [](P) { return say_from_memory(); }},
      {"/dev/stderr opened again", [](P) { return say_at("/dev/stderr"); }},
      {"/dev/stdout opened again", [](P) { return say_at("/dev/stdout"); }},
      {"/dev/fd/2 opened again", [](P) { return say_at("/dev/fd/2"); }},
      {"/proc/self/fd/1 opened again", [](P) { return say_at("/proc/self/fd/1"); }},
      {"/proc/thread-self/fd/2 opened again", [](P) { return say_at("/proc/thread-self/fd/2"); }},
      {"2 opened again by openat2", [](P) { return say_by_openat2(); }},
      {"copy of 2", [](P) { return say_on(syscall(SYS_dup, STDERR_FILENO)); }},
      {"copy of 2 by fcntl", [](P) { return say_on(syscall(SYS_fcntl, STDERR_FILENO, F_DUPFD, 100)); }},
      {"copy of 2 over 0", [](P) { return say_on(syscall(SYS_dup2, STDERR_FILENO, STDIN_FILENO)); }},
      {"every descriptor", [](P) { return say_on_all_but_the_channel(); }},
      {"2 with descriptors of its own", [](P) { return say_with_own_descriptors(); }},
      {"line of the C library's stderr", [](P) { return say_by_stream(stderr); }},
      {"line of the C library's stdout", [](P) { return say_by_stream(stdout); }},
      {"message to the system's logger", say_to_the_logger, Trace::NoControl},
      {"/dev/kmsg", [](P) { return say_at("/dev/kmsg"); }, Trace::NoControl},
      {"/dev/tty", [](P) { return say_at("/dev/tty"); }, Trace::NoControl},
      {"typing on the terminal", [](P) { return outcome(syscall(SYS_ioctl, STDERR_FILENO, TIOCSTI, text)); },
       Trace::NoControl},
      {"2 of the parent", [](P) { return say_at(of_parent("/fd/2")); }, Trace::NoControl},
      {"2 of the parent by pidfd", [](P) { return say_on_the_parents(); }, Trace::NoControl},
  };
}

}  // namespace lethe::sandbox
