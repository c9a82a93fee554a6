// SPDX-License-Identifier: AGPL-3.0-or-later
// Landlock without any rule: no right on any path and, depending on the kernel version, no TCP, no abstract UNIX socket
// and no signal to outside. It binds the calling thread and the threads that it starts later.
#pragma once

#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

// Throws std::runtime_error when this is not the only thread, or when the kernel has no Landlock (added in 5.13).
void enter_landlock(Tcp tcp);

}  // namespace lethe::sandbox
