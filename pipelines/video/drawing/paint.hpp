// SPDX-License-Identifier: AGPL-3.0-or-later
// What is drawn into a tile. Pure functions on planes; every rectangle and size is even and lies inside the surface.
#pragma once

#include "pipelines/video/drawing/image.hpp"
#include "pipelines/video/drawing/label.hpp"

namespace lethe::video {

void fill(const Surface& surface, Colour colour);
void copy(Pixels from, const Surface& to);  // the same size

// The picture, cropped or between bars (fit.hpp).
void draw_picture(const Surface& tile, Pixels picture);
// All of it, sharp enough that small text stays legible.
void draw_screen(const Surface& tile, Pixels picture);
// Its initials (null: none) in the middle of the label's colour.
void draw_avatar(const Surface& tile, const Label* initials, int hue);
// White text on a darkened strip at the lower left; a longer text is cut at the tile's edge.
void draw_name(const Surface& tile, const Label& name);
// White text on a dark strip of its own, near the bottom of a picture: where it lies, and that drawn.
wire::Rect caption_strip(const Label& caption, int width, int height);
void draw_caption(const Surface& strip, const Label& caption);
// The mark of who speaks: a bright frame inside the tile's edge.
void draw_mark(const Surface& tile);

inline constexpr int mark_width = 4;               // pixels; half of it in a small tile
inline constexpr Colour background{26, 130, 127};  // of the canvas
inline constexpr Colour bars{20, 128, 128};        // beside a picture that does not fill its tile
inline constexpr Colour caption_background{24, 128, 128};
Colour mark_colour();
Colour avatar_colour(int hue);

}  // namespace lethe::video
