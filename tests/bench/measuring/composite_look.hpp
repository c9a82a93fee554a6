// SPDX-License-Identifier: AGPL-3.0-or-later
// The content of a received composite, tile by tile, compared with the layout from the server. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipelines/video/drawing/image.hpp"

namespace lethe::bench {

struct LayoutTile {
  int sender = 0;
  wire::Rect rect;
};
struct Layout {
  int width = 0, height = 0;
  std::vector<LayoutTile> tiles;
  // The same in another size: what a smaller step shows.
  Layout scaled_to(int new_width, int new_height) const;
};

struct TileLook {
  std::optional<int> counter;  // of the sender's picture that is shown; nothing when it cannot be read
  std::string fault;           // empty: the right sender in its own colour
};

std::vector<TileLook> look_at(const video::Pixels& composite, const Layout& layout);

}  // namespace lethe::bench
