// SPDX-License-Identifier: AGPL-3.0-or-later
// Tries from the inside to store a byte or to loosen the walls. Each attempt must be refused by a wall, that is with
// EPERM, EACCES or EFBIG; any other outcome (also another error: then the kernel got as far as looking at the
// arguments) is a breach.
#pragma once

#include <string>
#include <vector>

namespace lethe::sandbox {

struct SelfTest {
  int attempts = 0, refused = 0;
  std::vector<std::string> breaches;  // names of the attempts that were not refused
  bool passed() const { return attempts > 0 && attempts == refused; }
};

// Runs under Landlock and the refusing filter: under the killing one the first attempt would be the last.
// `file` is the descriptor of a file in memory, made before the walls were complete: it stands for any file that a
// mistake might leave open.
SelfTest self_test(int file);

}  // namespace lethe::sandbox
