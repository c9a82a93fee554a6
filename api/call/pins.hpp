// SPDX-License-Identifier: AGPL-3.0-or-later
// PINs of rooms: hashed and checked, one at a time, with the throttle of log-ins. Any HTTP thread.
#pragma once

#include "api/call/login_throttle.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/secret.hpp"

namespace lethe::api {

class Pins {
 public:
  // Empty for an empty PIN. Throws Error InvalidField at /pin unless it is 4 to 12 digits.
  std::string hash(const Secret& pin);
  // Throws Error WrongPin or TooManyRequests.
  void check(const std::string& room, const std::string& address, const std::optional<Secret>& given,
             const std::string& hash);

 private:
  LoginThrottle throttle_{LoginThrottle::Total::OfEachKind};
  Mutex mutex_;  // one at a time: each takes 8 MiB
};

}  // namespace lethe::api
