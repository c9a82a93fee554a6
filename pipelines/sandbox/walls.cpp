// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/walls.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <system_error>

// Leak checking at exit needs ptrace and /proc, which the walls take away. All other checks of the sanitizers work.
#if defined(__SANITIZE_ADDRESS__)
#define LETHE_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LETHE_ADDRESS_SANITIZER
#endif
#endif
#ifdef LETHE_ADDRESS_SANITIZER
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

namespace lethe::sandbox {
namespace {

constexpr uid_t nobody = 65534;
constexpr int last_inherited = 3;  // 0, 1, 2 and the channel to control
constexpr rlim_t descriptor_limit = 4096;

void require(bool ok, const char* step) {
  if (!ok) throw std::system_error(errno, std::generic_category(), step);
}

void clear_capabilities() {
  require(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0, "sandbox: clear ambient capabilities");
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  require(syscall(SYS_capset, &header, none) == 0, "sandbox: drop capabilities");
}

void limit(int resource, rlim_t value, const char* step) {
  rlimit now{};
  require(getrlimit(static_cast<__rlimit_resource_t>(resource), &now) == 0, step);
  now.rlim_cur = now.rlim_max = std::min(now.rlim_max, value);
  require(setrlimit(static_cast<__rlimit_resource_t>(resource), &now) == 0, step);
}

bool is_writable_file(int fd) {
  struct stat is {};
  if (fstat(fd, &is) != 0) return false;  // not open: nothing to write to
  const bool writable = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
  return S_ISDIR(is.st_mode) || S_ISBLK(is.st_mode) || (S_ISREG(is.st_mode) && writable);
}

// A line about a failed start may go to stderr, but this process cannot write to a file. It says so as its last line.
void silence(int fd) {
  constexpr char words[] =
      "warning sandbox_log_is_a_file: why a media process cannot start is not logged; use a pipe\n";
  [[maybe_unused]] const ssize_t written = write(fd, words, sizeof words - 1);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  require(nowhere >= 0 && dup2(nowhere, fd) == fd, "sandbox: close a log file");
  close(nowhere);
}

// A socket of this machine's without another end yet, or whose other end has a name.
bool reaches_others(int fd) {
  int family = 0, kind = 0;
  socklen_t size = sizeof family;
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0 || family != AF_UNIX) return false;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind == SOCK_DGRAM) return true;
  sockaddr_un peer{};
  size = sizeof peer;
  return getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || size > sizeof peer.sun_family;
}

// A device that is not /dev/null, or such a socket. A file is no way out: its size limit is 0.
bool leads_out(int fd) {
  struct stat is {};
  if (fstat(fd, &is) != 0) return false;  // not open
  return (S_ISCHR(is.st_mode) && is.st_rdev != makedev(1, 3)) || (S_ISSOCK(is.st_mode) && reaches_others(fd));
}

}  // namespace

void scrub_environment() {
  for (char** variable = environ; variable && *variable; ++variable) explicit_bzero(*variable, strlen(*variable));
  require(clearenv() == 0, "sandbox: clear the environment");
}

void close_descriptors() {
  require(syscall(SYS_close_range, last_inherited + 1, ~0U, 0) == 0, "sandbox: close inherited descriptors");
}

void check_descriptors() {
  for (int fd = 0; fd <= last_inherited; ++fd) {
    // Nothing that is opened later may become standard error.
    if (fd <= STDERR_FILENO && fcntl(fd, F_GETFD) < 0)
      require(open("/dev/null", O_RDWR) == fd, "sandbox: open a standard descriptor");
    if (!is_writable_file(fd)) continue;
    if (fd != STDOUT_FILENO && fd != STDERR_FILENO)
      throw std::runtime_error("sandbox: descriptor " + std::to_string(fd) + " is a file that could be written");
    silence(fd);
  }
}

void drop_privileges() {
  if (geteuid() == 0 || getuid() == 0) {
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
      require(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0, "sandbox: empty the capability bounding set");
    require(setgroups(0, nullptr) == 0, "sandbox: drop supplementary groups");
    require(setresgid(nobody, nobody, nobody) == 0, "sandbox: drop the group");
    require(setresuid(nobody, nobody, nobody) == 0, "sandbox: drop root");
  }
  clear_capabilities();
}

void restrict_process() {
  require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "sandbox: no new privileges");
  require(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "sandbox: not dumpable");
  // A change of user resets both, so this comes after drop_privileges. If the parent ended before the first getppid,
  // the channel's end of file shows it.
  const pid_t parent = getppid();
  require(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, "sandbox: die with the parent");
  if (getppid() != parent) throw std::runtime_error("sandbox: the parent is gone");
}

void limit_resources() {
  // Ignored, so that a refused write is an error of one call and does not end the process.
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  require(sigaction(SIGXFSZ, &ignore, nullptr) == 0, "sandbox: ignore SIGXFSZ");
  limit(RLIMIT_FSIZE, 0, "sandbox: limit the file size");
  limit(RLIMIT_CORE, 0, "sandbox: limit the core size");
  limit(RLIMIT_MSGQUEUE, 0, "sandbox: limit message queues");
  limit(RLIMIT_NOFILE, descriptor_limit, "sandbox: limit descriptors");
}

void lead_nowhere(int nowhere) {
  const auto replace = [nowhere](int fd) { require(dup2(nowhere, fd) == fd, "sandbox: lead a descriptor nowhere"); };
  for (int fd = 0; fd <= STDERR_FILENO; ++fd) replace(fd);
  for (int fd = last_inherited + 1; fd < static_cast<int>(descriptor_limit); ++fd)
    if (leads_out(fd)) replace(fd);
}

void keep_written_bytes() {
  constexpr rlim_t block = 512;  // unit of ru_oublock
  rusage used{};
  require(getrusage(RUSAGE_SELF, &used) == 0, "sandbox: ask for written bytes");
  limit(RLIMIT_LOCKS, static_cast<rlim_t>(used.ru_oublock) * block, "sandbox: keep written bytes");
}

}  // namespace lethe::sandbox
