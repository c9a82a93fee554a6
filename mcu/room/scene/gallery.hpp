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

// The same with tiles that fill more of the area, because pictures are cropped to them: between 16:9 and 4:3, and one
// or two tiles between 12:5 and 3:5.
std::vector<wire::Rect> filling(int count, const wire::Rect& area, int gap);

// The size of the largest 16:9 tile in that area.
wire::Rect largest(int width, int height);

}  // namespace lethe::room
