// SPDX-License-Identifier: AGPL-3.0-or-later
// Computes tiles from a layout and the seats that may be in it. Pure.
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

// The seats that a view may show.
struct Cast {
  std::vector<wire::Seat> order;            // by place, pinned ones first
  std::vector<wire::Seat> large;            // candidates for the large tile, first choice first
  std::vector<SharedScreen> screens;        // in order of sharing
  std::map<std::string, wire::Seat> seats;  // participants that custom rectangles may name
};

// Tiles on even pixels, inside the canvas, without overlaps. `kind`: the layout's, or Presentation instead.
std::vector<wire::Tile> arrange(const Layout& layout, LayoutKind kind, const Cast& cast, int canvas_width,
                                int canvas_height);

}  // namespace lethe::room
