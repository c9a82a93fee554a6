// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls around lethe-media, in the order in which they must be raised (see ARCHITECTURE.md, "Sandbox").
#pragma once

#include <string>

namespace lethe::sandbox {

// First thing in main, before any thread: empties the environment (keeps nothing), prctl (no new privileges, not
// dumpable, parent-death signal), resource limits (file size 0, core 0), Landlock without any right, drops root.
// Throws std::runtime_error naming the step that failed.
void raise_walls();

// After every library is warm: the seccomp allow list on all threads (TSYNC). Returns the SHA-256 of the filter, hex.
// Throws std::runtime_error.
std::string lock_down();

// Tries to store a byte in many ways, from the inside; all must fail. Runs after lock_down.
struct SelfTest {
  int attempts = 0, refused = 0;
  bool passed() const { return attempts > 0 && attempts == refused; }
};
SelfTest self_test();

}  // namespace lethe::sandbox
