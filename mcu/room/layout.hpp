// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the tiles of a gallery go. Pure.
#pragma once

#include <vector>

#include "wire/message.hpp"

namespace lethe::room {

// `count` (0 to 49) 16:9 tiles of one size on a canvas of at least 160×90 pixels, as large as a grid allows, row by
// row, the whole and its last row centred. All numbers even; tiles lie inside the canvas and do not overlap. The aspect
// is kept but for the rounding to even pixels.
std::vector<wire::Rect> gallery(int count, int canvas_width, int canvas_height);

}  // namespace lethe::room
