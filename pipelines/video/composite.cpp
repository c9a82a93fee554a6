// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/composite.hpp"

#include <algorithm>

#include "pipelines/video/paint.hpp"

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

void Composite::compose(std::span<const PlacedTile> tiles, std::span<const Composite* const> others) {
  const bool all = fresh_ || !same_layout(tiles);
  if (all) {
    fill(image_.surface(), background);
    shown_.resize(tiles.size());
  }
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    if (!all && shown_[i] == tiles[i]) continue;
    if (inside(tiles[i].rect)) draw(tiles[i], others);
    shown_[i] = tiles[i];
  }
  fresh_ = false;
}

void Composite::draw(const PlacedTile& tile, std::span<const Composite* const> others) {
  const Surface surface = image_.surface().part(tile.rect);
  for (const Composite* other : others)
    if (const wire::Rect* rect = other->find(tile)) return copy(other->image_.pixels().part(*rect), surface);
  const TileContent& content = tile.content;
  if (content.picture)
    draw_picture(surface, content.picture->pixels());
  else
    draw_avatar(surface, content.initials.get(), content.hue);
  if (content.name) draw_name(surface, *content.name);
  if (content.speaking) draw_mark(surface);
}

const wire::Rect* Composite::find(const PlacedTile& like) const {
  const auto found = std::find_if(shown_.begin(), shown_.end(), [&](const PlacedTile& tile) {
    return tile.rect.width == like.rect.width && tile.rect.height == like.rect.height && tile.content == like.content &&
           inside(tile.rect);
  });
  return found == shown_.end() ? nullptr : &found->rect;
}

}  // namespace lethe::video
