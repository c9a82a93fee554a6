// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls around lethe-media. main calls raise_walls, warms up every library while still on one thread, then calls
// lock_down. Only after that may threads start and bytes from the network be read. There is no way to run without the
// walls: when one cannot be raised (a kernel without Landlock or seccomp, a file open for writing on an inherited
// descriptor), the functions throw std::runtime_error naming it, and main must exit. main must also exit when the
// self-test did not pass.
#pragma once

#include <string>

#include "pipelines/sandbox/self_test.hpp"
#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

// First call in main, before any thread. Empties the environment (later setenv works), closes every descriptor above 3,
// replaces a log file on 1 or 2 by /dev/null (a pipe or terminal stays), drops root (to nobody, no groups) and all
// capabilities, sets no-new-privileges, not-dumpable, death with the parent *thread* that forked, file size 0 (with
// SIGXFSZ ignored, so that a write fails with EFBIG), core size 0. Reading files still works afterwards: load libraries
// and plugins now.
void raise_walls();

struct LockDown {
  std::string filter_sha256;  // hex; of the permanent seccomp program, identical in every process
  SelfTest self_test;         // attempts from the inside
};

// Landlock without any right, /dev/null on 0, 1 and 2, a first seccomp filter that refuses, the self-test under it,
// then the permanent filter, which kills. Afterwards no file can be opened, not even for reading, and what libraries
// print goes nowhere. Must run on the only thread.
[[nodiscard]] LockDown lock_down(Tcp tcp);

}  // namespace lethe::sandbox
