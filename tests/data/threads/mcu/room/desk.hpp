// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "mcu/base/mutex.hpp"

namespace lethe {

class Desk {
 public:
  void put();
  int papers() { return papers_; }  // without the lock

 private:
  void add() REQUIRES(mutex_) { ++papers_; }
  Mutex mutex_;
  int papers_ GUARDED_BY(mutex_) = 0;
};

}  // namespace lethe
