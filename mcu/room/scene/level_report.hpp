// SPDX-License-Identifier: AGPL-3.0-or-later
// Gathers levels for meters: each seat's loudest since the last report, at most five times a second. Pure.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

class LevelReport {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // The report, when one is due.
  std::optional<std::vector<wire::Level>> add(const std::vector<wire::Level>& levels, Time now);

 private:
  std::map<wire::Seat, int> loudest_;
  std::optional<Time> reported_;
};

}  // namespace lethe::room
