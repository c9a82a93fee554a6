// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/desk.hpp"

namespace lethe {

void Desk::put() {
  add();  // without the lock
  MutexLock lock(mutex_);
  add();
  lock.unlock();
  ++papers_;  // after it
}

}  // namespace lethe
