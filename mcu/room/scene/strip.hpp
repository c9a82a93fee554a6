// SPDX-License-Identifier: AGPL-3.0-or-later
// A large picture with a strip of small ones below or beside it. Pure.
#pragma once

#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

enum class Edge { Below, Beside };

struct Strip {
  wire::Rect large;                // the area for the large picture
  std::vector<wire::Rect> others;  // 16:9, of equal size, none larger than the large one
};

// One large 16:9 tile, and `others` (0 to 48) in a strip that takes a fifth of the canvas and what the large tile
// leaves. The canvas has at least 160×90 pixels.
Strip with_strip(int others, Edge edge, int canvas_width, int canvas_height);

// The same for a large picture of any shape: it gets everything that the strip does not need.
Strip beside_screen(int others, int canvas_width, int canvas_height);

// The centred part of the area that a picture of that shape fills; even numbers.
wire::Rect shaped(const wire::Rect& area, int width, int height);

}  // namespace lethe::room
