// SPDX-License-Identifier: AGPL-3.0-or-later
// How often a kind of feedback goes: as often as usual, but on a thin line so rarely that it takes but a small share of
// it (RFC 3550, 6.2). Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "pipelines/congestion/bit_rate.hpp"

namespace lethe::transport {

// `line`: what it carries, nothing while it is no limit; `bytes`: of one packet on the line, with all headers.
inline std::chrono::milliseconds feedback_interval(std::optional<congestion::BitRate> line, std::size_t bytes,
                                                   std::chrono::milliseconds usual, std::chrono::milliseconds rarest) {
  constexpr double share = 0.05;
  if (!line) return usual;
  return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>((*line * share).time_of(bytes)), usual,
                    rarest);
}

}  // namespace lethe::transport
