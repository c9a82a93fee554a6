// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts a frame into the fewest pieces, all of one size except the last: such packets can leave as one segmented
// datagram. Pure.
#pragma once

#include <algorithm>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

// `take(piece, first, last)` for each piece of at most `most` bytes, in order.
template <class Take>
void cut_evenly(View frame, std::size_t most, Take take) {
  const std::size_t whole = (frame.size() + most - 1) / most;
  const std::size_t each = (frame.size() + whole - 1) / std::max<std::size_t>(whole, 1);
  for (bool first = true; !frame.empty(); first = false) {
    const std::size_t size = std::min(each, frame.size());
    take(frame.first(size), first, size == frame.size());
    frame = frame.subspan(size);
  }
}

}  // namespace lethe::transport
