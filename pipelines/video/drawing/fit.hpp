// SPDX-License-Identifier: AGPL-3.0-or-later
// How a picture is fitted into a tile (which part of it, and where), and a view into the picture of a step. Pure.
#pragma once

#include "mcu/wire/scene.hpp"

namespace lethe::video {

struct Fit {
  wire::Rect from;  // within the picture; x, y, width and height even
  wire::Rect to;    // within the tile; all even; smaller than the tile: bars on two sides
  bool operator==(const Fit&) const = default;
};

// Fills the tile if that crops at most a quarter of one edge of the picture (4:3 in 16:9); otherwise shows all of it
// between bars. If the scale is nearly 1 or 1/2, a few more pixels are cropped to make it exact, because scaling is
// then a copy or an average: 20 times cheaper. Picture at least 16×16, tile at least 2×2.
Fit fit(int picture_width, int picture_height, int tile_width, int tile_height);
// Shows all of it, between bars if the shapes differ: for screens, which must not lose an edge.
Fit fit_whole(int picture_width, int picture_height, int tile_width, int tile_height);

struct Size {
  int width = 0, height = 0;
  auto operator<=>(const Size&) const = default;
};

// The largest even size in the canvas's shape within the step, which is turned with an upright canvas; at least 16×16,
// below which encoders refuse.
Size size_on_step(Size canvas, Size step);
// The position of a canvas rectangle on the picture of a step. Even, so that rectangles of equal size stay equal;
// rectangles that did not overlap do not overlap. May become empty.
wire::Rect rect_on_step(const wire::Rect& rect, Size canvas, Size picture);

}  // namespace lethe::video
