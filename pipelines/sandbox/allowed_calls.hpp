// SPDX-License-Identifier: AGPL-3.0-or-later
// The system calls that the media process may make after lock-down, as tables. Any other call ends the process.
#pragma once

#include <seccomp.h>

#include <cstdint>
#include <vector>

#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

struct Rule {
  std::uint32_t action;
  int call;
  std::vector<scmp_arg_cmp> when;  // all must hold; empty: always
};

std::vector<Rule> rules(Tcp tcp);

}  // namespace lethe::sandbox
