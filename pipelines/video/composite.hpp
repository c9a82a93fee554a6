// SPDX-License-Identifier: AGPL-3.0-or-later
// The picture of one view, kept from tick to tick: only tiles whose content changed are drawn again. Tick thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipelines/video/image.hpp"
#include "pipelines/video/label.hpp"
#include "pipelines/video/picture.hpp"

namespace lethe::video {

// All that decides how a tile looks, besides its size.
struct TileContent {
  std::shared_ptr<const Picture> picture;  // null: the avatar
  std::shared_ptr<const Label> name, initials;
  int hue = 0;
  bool speaking = false;
  bool operator==(const TileContent&) const = default;
};

struct PlacedTile {
  wire::Rect rect;
  TileContent content;
  bool operator==(const PlacedTile&) const = default;
};

class Composite {
 public:
  Composite(int width, int height);

  // Makes the picture show these tiles; those that do not lie inside the canvas are left out. A tile that one of the
  // `others` shows already in the same size is copied from there instead of being drawn: scaled once, shown often.
  void compose(std::span<const PlacedTile> tiles, std::span<const Composite* const> others);
  Image& image() { return image_; }
  const Image& image() const { return image_; }

 private:
  bool same_layout(std::span<const PlacedTile> tiles) const;
  bool inside(const wire::Rect& rect) const;
  void draw(const PlacedTile& tile, std::span<const Composite* const> others);
  const wire::Rect* find(const PlacedTile& like) const;

  Image image_;
  bool fresh_ = true;  // nothing drawn yet
  std::vector<PlacedTile> shown_;
};

}  // namespace lethe::video
