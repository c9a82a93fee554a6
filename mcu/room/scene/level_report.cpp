// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/level_report.hpp"

#include <algorithm>

namespace lethe::room {
namespace {
constexpr int silence = 127;                      // -dBov (RFC 6464)
constexpr std::chrono::milliseconds period{190};  // every second report; they come every 100 ms
}  // namespace

std::optional<std::vector<wire::Level>> LevelReport::add(const std::vector<wire::Level>& levels, Time now) {
  for (const auto& [seat, level] : levels) {
    const auto [at, fresh] = loudest_.try_emplace(seat, level);
    at->second = std::min(at->second, level);
  }
  if (reported_ && now - *reported_ < period) return std::nullopt;
  reported_ = now;
  std::vector<wire::Level> report;
  for (const auto& [seat, level] : loudest_)
    if (level < silence) report.push_back({seat, level});
  loudest_.clear();
  return report;
}

}  // namespace lethe::room
