// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/check.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace lethe {
namespace {
std::atomic<TellFailedCheck> teller{nullptr};
}

void tell_failed_checks_by(TellFailedCheck tell) { teller = tell; }

void check_failed(const char* condition, const char* file, int line) {
  if (const auto tell = teller.load())
    tell(file, line);
  else
    std::fprintf(stderr, "CHECK failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace lethe
