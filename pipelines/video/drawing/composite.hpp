// SPDX-License-Identifier: AGPL-3.0-or-later
// The picture of one view on one step, kept from tick to tick: only tiles with changed content are drawn again. Tick
// thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipelines/video/drawing/drawn_tiles.hpp"
#include "pipelines/video/drawing/image.hpp"
#include "pipelines/video/drawing/label.hpp"
#include "pipelines/video/drawing/tile.hpp"

namespace lethe::video {

class Composite {
 public:
  Composite(int width, int height);

  // Drawn over the tiles from the next compose() on, in this size; null: none.
  void set_caption(std::shared_ptr<const Label> caption);
  // Shows these tiles; leaves out those that are not inside the picture. Copies a tile that was already drawn in this
  // tick, and draws the others and adds them to `drawn`: scaled once, shown often. Returns true if anything changed.
  bool compose(std::span<const PlacedTile> tiles, DrawnTiles& drawn);
  Image& image() { return image_; }
  const Image& image() const { return image_; }

 private:
  bool same_layout(std::span<const PlacedTile> tiles) const;
  bool inside(const wire::Rect& rect) const;
  void draw(const PlacedTile& tile, DrawnTiles& drawn);
  bool under_caption(const wire::Rect& rect) const;

  Image image_;
  std::shared_ptr<const Label> caption_;
  wire::Rect strip_{};  // of the caption
  bool fresh_ = true;   // nothing was drawn yet
  std::vector<PlacedTile> shown_;
};

}  // namespace lethe::video
