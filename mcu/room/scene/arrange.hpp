// SPDX-License-Identifier: AGPL-3.0-or-later
// From a layout and those who may be in it to tiles. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mcu/room/model/layout.hpp"

namespace lethe::room {

struct SharedScreen {
  wire::Seat seat = 0;
  int width = 0, height = 0;  // 0: not known yet
};

// Those whom one view may show.
struct Cast {
  std::vector<wire::Seat> order;            // in the order of their places, pinned ones first
  std::vector<wire::Seat> large;            // who is the large one, first choice first
  std::vector<SharedScreen> screens;        // in the order in which they were shared
  std::map<std::string, wire::Seat> seats;  // of the participants that custom rectangles may name
};

// Tiles on even pixels, inside the canvas, without overlaps. `kind` is the layout's, or Presentation in its place.
std::vector<wire::Tile> arrange(const Layout& layout, LayoutKind kind, const Cast& cast, int canvas_width,
                                int canvas_height);

}  // namespace lethe::room
