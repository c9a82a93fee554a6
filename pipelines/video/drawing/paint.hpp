// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws the contents of a tile. Pure functions on planes; every rectangle and size is even and inside the surface.
#pragma once

#include "pipelines/video/drawing/image.hpp"
#include "pipelines/video/drawing/label.hpp"

namespace lethe::video {

void fill(const Surface& surface, Colour colour);
void copy(Pixels from, const Surface& to);  // the same size

// The picture, cropped or between bars (fit.hpp).
void draw_picture(const Surface& tile, Pixels picture);
// The whole picture, sharp enough for small text.
void draw_screen(const Surface& tile, Pixels picture);
// Its initials (null: none) centred on the label's colour.
void draw_avatar(const Surface& tile, const Label* initials, int hue);
// White text on a darkened strip at the lower left; longer text is cut at the tile's edge.
void draw_name(const Surface& tile, const Label& name);
// White text on a dark strip of its own near the bottom of a picture: its position, and drawing it.
wire::Rect caption_strip(const Label& caption, int width, int height);
void draw_caption(const Surface& strip, const Label& caption);
// Marks the speaker with a bright frame inside the tile's edge, which follows its round corners.
void draw_mark(const Surface& tile);
// Cuts the corners off, last of all: what is outside shows the background.
void round_corners(const Surface& tile);

inline constexpr int mark_width = 4;               // pixels; half of it in a small tile
inline constexpr Colour background{33, 131, 124};  // of the canvas: the page's around it, #0d1619
inline constexpr Colour bars{20, 128, 128};        // beside a picture that does not fill its tile
inline constexpr int corner_radius = 12;           // pixels; half of it in a small tile
inline constexpr Colour caption_background{24, 128, 128};
Colour mark_colour();
Colour avatar_colour(int hue);

}  // namespace lethe::video
