// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>

extern "C" {  // missing from this header in glibc 2.36
#include <sys/pidfd.h>
}

namespace lethe::worker {
namespace {

constexpr int channel_fd = 3;

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

class FileActions {
 public:
  FileActions() { check(::posix_spawn_file_actions_init(&actions_), "file actions"); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() { check(::posix_spawnattr_init(&attributes_), "spawn attributes"); }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

std::string program_beside(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

Process Process::spawn(const std::string& program, const std::string& argument, int socket) {
  FileActions actions;
  // The socket first: its descriptor may be 0 or 1 when lethe was started without them. (dup2 onto itself clears
  // close-on-exec here, POSIX.1-2024.)
  check(::posix_spawn_file_actions_adddup2(actions.get(), socket, channel_fd), "dup2");
  check(::posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0), "open");
  check(::posix_spawn_file_actions_addopen(actions.get(), 1, "/dev/null", O_WRONLY, 0), "open");
  check(::posix_spawn_file_actions_addclosefrom_np(actions.get(), channel_fd + 1), "closefrom");

  Attributes attributes;
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  check(::posix_spawnattr_setsigmask(attributes.get(), &none), "signal mask");
  check(::posix_spawnattr_setsigdefault(attributes.get(), &all), "signal defaults");
  check(::posix_spawnattr_setpgroup(attributes.get(), 0), "process group");
  check(::posix_spawnattr_setflags(attributes.get(),
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP),
        "spawn flags");

  char* const arguments[] = {const_cast<char*>(program.c_str()),
                             argument.empty() ? nullptr : const_cast<char*>(argument.c_str()), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = -1;
  check(::posix_spawn(&pid, program.c_str(), actions.get(), attributes.get(), arguments, environment), "spawn");
  const int pidfd = ::pidfd_open(pid, 0);
  Process process(pid, pidfd);  // from here its destructor cleans up
  if (pidfd < 0) check(errno, "pidfd_open");
  return process;
}

Process::~Process() {
  if (pid_ > 0) {
    kill();
    reap();
  }
}

void Process::kill() {
  // Not reaped yet, so the pid still names our child.
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

bool Process::ends_within(std::chrono::milliseconds time) const {
  pollfd end{pidfd_, POLLIN, 0};
  return ::poll(&end, 1, static_cast<int>(time.count())) > 0;
}

Process::End Process::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  if (pidfd_ >= 0) ::close(pidfd_);
  pid_ = pidfd_ = -1;
  return WIFSIGNALED(status) ? End{0, WTERMSIG(status)} : End{WEXITSTATUS(status), 0};
}

}  // namespace lethe::worker
