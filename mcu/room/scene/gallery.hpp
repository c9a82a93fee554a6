// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the tiles of a gallery go. Pure.
#pragma once

#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

// Pixels between tiles; even.
int gap_on(int canvas_width, int canvas_height);

// `count` (0 to 49) 16:9 tiles of one size in an area of even numbers, as large as a grid allows, row by row, the whole
// and its last row centred. All numbers even; tiles lie inside the area and do not overlap. The aspect is kept but for
// the rounding to even pixels. The area must have room for them: a grid cell for each of at least 4×2 pixels.
std::vector<wire::Rect> gallery(int count, const wire::Rect& area, int gap);

// The largest 16:9 tile in that area: its size.
wire::Rect largest(int width, int height);

}  // namespace lethe::room
