// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <mutex>

#include "mcu/base/mutex.hpp"

namespace lethe {

struct Others {
  std::mutex unchecked;
  Mutex mute;
  Mutex told;  // one at a time
};

}  // namespace lethe
