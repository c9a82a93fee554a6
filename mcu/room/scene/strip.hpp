// SPDX-License-Identifier: AGPL-3.0-or-later
// A large picture and a strip of small ones beneath or beside it. Pure.
#pragma once

#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

enum class Edge { Below, Beside };

struct Strip {
  wire::Rect large;                // what the large picture may fill
  std::vector<wire::Rect> others;  // 16:9, of one size, none larger than the large one
};

// One large 16:9 tile and `others` (0 to 48) in a strip that takes a fifth of the canvas and what the large one leaves.
// The canvas has at least 160×90 pixels.
Strip with_strip(int others, Edge edge, int canvas_width, int canvas_height);

// The same for pictures of any shape: all that the strip does not need is theirs.
Strip beside_screen(int others, int canvas_width, int canvas_height);

// As much of the area as a picture of that shape fills, in its middle; even numbers.
wire::Rect shaped(const wire::Rect& area, int width, int height);

}  // namespace lethe::room
