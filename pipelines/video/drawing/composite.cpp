// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/composite.hpp"

#include <algorithm>

#include "pipelines/video/drawing/paint.hpp"

namespace lethe::video {

Composite::Composite(int width, int height) : image_(width, height) {}

bool Composite::same_layout(std::span<const PlacedTile> tiles) const {
  return std::equal(tiles.begin(), tiles.end(), shown_.begin(), shown_.end(),
                    [](const PlacedTile& a, const PlacedTile& b) { return a.rect == b.rect; });
}

bool Composite::inside(const wire::Rect& rect) const {
  const bool even = (rect.x | rect.y | rect.width | rect.height) % 2 == 0;
  return even && rect.width > 0 && rect.height > 0 && rect.x >= 0 && rect.y >= 0 &&
         rect.x + rect.width <= image_.width() && rect.y + rect.height <= image_.height();
}

void Composite::set_caption(std::shared_ptr<const Label> caption) {
  if (caption == caption_) return;
  caption_ = std::move(caption);
  fresh_ = true;
  if (caption_) strip_ = caption_strip(*caption_, image_.width(), image_.height());
}

bool Composite::under_caption(const wire::Rect& rect) const {
  return caption_ && rect.x < strip_.x + strip_.width && strip_.x < rect.x + rect.width &&
         rect.y < strip_.y + strip_.height && strip_.y < rect.y + rect.height;
}

bool Composite::compose(std::span<const PlacedTile> tiles, DrawnTiles& drawn) {
  const bool all = fresh_ || !same_layout(tiles);
  if (all) {
    fill(image_.surface(), background);
    shown_.resize(tiles.size());
  }
  bool changed = all;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    if (!all && shown_[i] == tiles[i]) continue;
    shown_[i] = tiles[i];
    changed = true;
    if (inside(tiles[i].rect)) draw(shown_[i], drawn);
  }
  if (caption_ && changed) draw_caption(image_.surface().part(strip_), *caption_);
  fresh_ = false;
  return changed;
}

void Composite::draw(const PlacedTile& tile, DrawnTiles& drawn) {
  const Surface surface = image_.surface().part(tile.rect);
  if (const Pixels* same = drawn.find(tile)) return copy(*same, surface);
  const TileContent& content = tile.content;
  const Image* const ready = content.picture ? content.picture->drawn(surface.width, surface.height) : nullptr;
  if (ready)
    copy(ready->pixels(), surface);
  else if (content.picture && content.screen)
    draw_screen(surface, content.picture->pixels());
  else if (content.picture)
    draw_picture(surface, content.picture->pixels());
  else
    draw_avatar(surface, content.initials.get(), content.hue);
  const bool bare = content.picture && content.screen;
  if (content.name && !bare) draw_name(surface, *content.name);
  if (content.speaking && !bare) draw_mark(surface);
  if (!bare) round_corners(surface);
  // Other composites copy from here later in the tick, when the caption may cover it.
  if (!under_caption(tile.rect)) drawn.add(tile, surface);
}

}  // namespace lethe::video
