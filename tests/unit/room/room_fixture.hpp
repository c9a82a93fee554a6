// SPDX-License-Identifier: AGPL-3.0-or-later
// Shared by all tests of rooms: a clock set by the test, and the code of an error.
#pragma once

#include <gmock/gmock.h>

#include "mcu/base/error.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::room {

using namespace std::chrono_literals;

struct RoomTest : testing::Test {
  // "none" if the call succeeds.
  template <class Call>
  static std::string code_of(Call call) {
    try {
      call();
      return "none";
    } catch (const Error& error) {
      return std::string(entry(error.code()).name);
    }
  }

  std::chrono::steady_clock::time_point time{1h};
  const Now now = [this] { return time; };
  const WallNow wall = [this] { return WallTime(1'800'000'000s) + time.time_since_epoch(); };
};

}  // namespace lethe::room
