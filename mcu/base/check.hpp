// SPDX-License-Identifier: AGPL-3.0-or-later
// CHECK aborts on a broken invariant: the process boundary is the recovery. It prints the name of the file without its
// folder, so that programs do not differ by the place where they were built.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                                        \
  do {                                                                                          \
    if (!(condition)) {                                                                         \
      std::fprintf(stderr, "CHECK failed: %s at %s:%d\n", #condition, __FILE_NAME__, __LINE__); \
      std::abort();                                                                             \
    }                                                                                           \
  } while (false)
