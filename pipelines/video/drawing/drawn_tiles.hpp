// SPDX-License-Identifier: AGPL-3.0-or-later
// The tiles drawn in this tick, so that another composite copies a tile instead of scaling its picture again. Refers to
// the composites, which must not be drawn again before clear(). Tick thread.
#pragma once

#include <algorithm>
#include <vector>

#include "pipelines/video/drawing/tile.hpp"

namespace lethe::video {

class DrawnTiles {
 public:
  void clear() { tiles_.clear(); }
  void add(const PlacedTile& tile, Pixels pixels) { tiles_.push_back({&tile.content, pixels}); }

  // A tile with the same content and size; null if there is none.
  const Pixels* find(const PlacedTile& like) const {
    const auto found = std::find_if(tiles_.begin(), tiles_.end(), [&](const Drawn& drawn) {
      return drawn.pixels.width == like.rect.width && drawn.pixels.height == like.rect.height &&
             *drawn.content == like.content;
    });
    return found == tiles_.end() ? nullptr : &found->pixels;
  }

 private:
  struct Drawn {
    const TileContent* content;
    Pixels pixels;
  };
  std::vector<Drawn> tiles_;
};

}  // namespace lethe::video
