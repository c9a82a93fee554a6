// SPDX-License-Identifier: AGPL-3.0-or-later
// A child process inside all walls, like lethe-media. Descriptor 3 is its channel to the test; 2 leads there, too.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

class SandboxedChild {
 public:
  static constexpr int channel = 3;  // in the child

  struct Plan {
    std::function<void()> warm_up = [] {};  // between raise_walls and lock_down
    std::function<std::string()> work;      // after lock_down; returns what went wrong, empty: nothing
    std::function<void()> before_walls = [] {};
    Tcp tcp = Tcp::Denied;
  };

  explicit SandboxedChild(const Plan& plan);  // forks; the test must have one thread
  ~SandboxedChild();                          // kills it when it still runs
  SandboxedChild(const SandboxedChild&) = delete;
  SandboxedChild& operator=(const SandboxedChild&) = delete;

  pid_t pid() const { return pid_; }
  std::string receive(std::size_t length);  // shorter at end of file
  void send(const std::string& text);
  // Waits for its end. Empty when it exited with 0; else all that it said and how it ended.
  std::string end();

 private:
  pid_t pid_ = -1;
  int socket_ = -1;
};

// The usual case: warm up, lock down, work; returns what went wrong.
std::string run_sandboxed(std::function<void()> warm_up, std::function<std::string()> work, Tcp tcp = Tcp::Denied);

}  // namespace lethe::sandbox
