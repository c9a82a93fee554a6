// SPDX-License-Identifier: AGPL-3.0-or-later
// Tries from the inside to store a byte or to loosen the walls. A wall must refuse each attempt with EPERM, EACCES or
// EFBIG. Any other outcome is a breach, including another error, because then the kernel went as far as checking the
// arguments.
#pragma once

#include <string>
#include <vector>

namespace lethe::sandbox {

struct SelfTest {
  int attempts = 0, refused = 0;
  std::vector<std::string> breaches;  // names of the attempts that were not refused
  bool passed() const { return attempts > 0 && attempts == refused; }
};

// Runs under Landlock and the refusing filter; under the killing one, the first attempt would be the last. `file` is a
// descriptor of a file in memory that was created before the walls were complete. It represents any file that a mistake
// might leave open.
SelfTest self_test(int file);

}  // namespace lethe::sandbox
