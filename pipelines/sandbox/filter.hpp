// SPDX-License-Identifier: AGPL-3.0-or-later
// The seccomp allow list as a BPF program. It contains no per-process constant, so every process of a build has the
// same bytes and their SHA-256 can be published. Pure until install().
#pragma once

#include <linux/filter.h>

#include <string>
#include <vector>

#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

using Program = std::vector<sock_filter>;

// The action for a call that is not on the list.
enum class Verdict {
  Refuse,  // EPERM; allows a stricter filter on top: the one for the self-test
  Kill,    // ends the whole process at once: the permanent filter
};

Program filter_program(Tcp tcp, Verdict verdict);  // throws std::runtime_error
std::string sha256_hex(const Program& program);    // of its bytes as the kernel keeps them
void install(const Program& program);              // on all threads; throws std::system_error

}  // namespace lethe::sandbox
