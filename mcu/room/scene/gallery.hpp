// SPDX-License-Identifier: AGPL-3.0-or-later
// Positions of the tiles of a gallery. Pure.
#pragma once

#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

// Pixels between tiles; even.
int gap_on(int canvas_width, int canvas_height);

// `count` (0 to 49) 16:9 tiles of equal size in an even-sized area, as large as a grid allows, row by row; the grid and
// its last row are centred. All numbers are even; tiles are inside the area and do not overlap. The aspect ratio is
// kept except for rounding to even pixels. The area must have at least 4×2 pixels per grid cell.
std::vector<wire::Rect> gallery(int count, const wire::Rect& area, int gap);

// One or two tiles of equal size that fill the area: two beside each other or, in an upright area, one above the other.
// Pictures are cropped to them, so no tile is narrower than 3:5 or flatter than 12:5; what then remains is shared
// evenly at the edges. All numbers are even. The area has at least 16×16 pixels.
std::vector<wire::Rect> filling(int count, const wire::Rect& area, int gap);

// The size of the largest 16:9 tile in that area.
wire::Rect largest(int width, int height);

}  // namespace lethe::room
