// SPDX-License-Identifier: AGPL-3.0-or-later
// CHECK aborts on a broken invariant: the process boundary is the recovery. It tells the name of the file without its
// folder, so that programs do not differ by the place where they were built.
#pragma once

namespace lethe {

// Tells where, on stderr or as tell_failed_checks_by() was told, and aborts. Any thread.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

// For a process whose stderr leads nowhere: `tell` is called instead of writing a line there. It must not throw.
using TellFailedCheck = void (*)(const char* file, int line);
void tell_failed_checks_by(TellFailedCheck tell);

}  // namespace lethe

#define CHECK(condition)                                                          \
  do {                                                                            \
    if (!(condition)) ::lethe::check_failed(#condition, __FILE_NAME__, __LINE__); \
  } while (false)
