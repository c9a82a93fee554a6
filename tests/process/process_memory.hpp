// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>

namespace lethe::test {

// How often `text` is in the writable memory of a process, which root or its user may read.
int occurrences(pid_t pid, const std::string& text);

}  // namespace lethe::test
