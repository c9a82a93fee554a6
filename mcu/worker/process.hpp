// SPDX-License-Identifier: AGPL-3.0-or-later
// One child process: a socket on descriptor 3, no standard input or output, our standard error, an empty environment,
// and no other descriptor. Control thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

namespace lethe::worker {

std::string program_beside(const char* name);  // in the folder of the running program

class Process {
 public:
  // `argument` is its only one; empty means none. The caller keeps `socket`. Throws std::system_error. The child gets a
  // process group of its own: Ctrl-C meant for lethe must not reach it before lethe has ended its sessions.
  static Process spawn(const std::string& program, const std::string& argument, int socket);

  ~Process();  // kills and reaps it if it still runs
  Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), pidfd_(std::exchange(other.pidfd_, -1)) {}
  Process& operator=(Process&&) = delete;

  int exit_fd() const { return pidfd_; }  // readable once the process has ended
  pid_t pid() const { return pid_; }
  void kill();
  bool ends_within(std::chrono::milliseconds time) const;  // waits for it

  struct End {
    int code = 0, signal = 0;  // one of them
  };
  End reap();  // blocks until the process has ended

 private:
  Process(pid_t pid, int pidfd) : pid_(pid), pidfd_(pidfd) {}
  pid_t pid_;
  int pidfd_;
};

}  // namespace lethe::worker
