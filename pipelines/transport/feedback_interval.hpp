// SPDX-License-Identifier: AGPL-3.0-or-later
// The interval of one kind of feedback: the usual one, but on a thin link so long that feedback takes only a small
// share of it (RFC 3550, 6.2). Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "pipelines/congestion/bit_rate.hpp"

namespace lethe::transport {

// `line`: the link's capacity, empty while it is no limit; `bytes`: size of one packet on the link, with all headers.
inline std::chrono::milliseconds feedback_interval(std::optional<congestion::BitRate> line, std::size_t bytes,
                                                   std::chrono::milliseconds usual, std::chrono::milliseconds rarest) {
  constexpr double share = 0.05;
  if (!line) return usual;
  return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>((*line * share).time_of(bytes)), usual,
                    rarest);
}

}  // namespace lethe::transport
