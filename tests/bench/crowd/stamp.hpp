// SPDX-License-Identifier: AGPL-3.0-or-later
// The sender and the number of a picture, drawn into it as two rows of black and white blocks: eight bits each, the
// number in Gray code, so that one block changes between successive pictures. Survives coding and scaling down to a
// tile of 180×100. Pure.
#pragma once

#include <optional>

#include "pipelines/video/drawing/image.hpp"

namespace lethe::bench {

inline constexpr int stamp_counters = 256, stamp_senders = 256;

struct Stamp {
  int sender = 0, counter = 0;
  bool operator==(const Stamp&) const = default;
};

void draw_stamp(const video::Surface& picture, const Stamp& stamp);

// What a tile shows that a picture of this size was scaled into as video::fit says. A row that cannot be read (a tile
// between two pictures, or something else) is nothing.
struct ReadStamp {
  std::optional<int> sender, counter;
};
ReadStamp read_stamp(const video::Pixels& tile, int picture_width, int picture_height);

// The colour of a sender's ground, and the angle between the chroma of two colours in degrees.
video::Colour ground_of(int sender);
double chroma_angle(const video::Colour& a, const video::Colour& b);
// The mean colour of the part of the tile where only ground is drawn.
video::Colour ground_in(const video::Pixels& tile, int picture_width, int picture_height);

}  // namespace lethe::bench
