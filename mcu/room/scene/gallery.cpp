// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/gallery.hpp"

#include <algorithm>

#include "mcu/base/check.hpp"

namespace lethe::room {
namespace {

constexpr int even(int pixels) { return pixels / 2 * 2; }

// The largest tile in that area, no flatter than the first shape and no narrower than the second.
wire::Rect between(int width, int height, int flat_width, int flat_height, int narrow_width, int narrow_height) {
  width = even(width);
  height = even(height);
  const int flat = width * flat_height / flat_width <= height ? width : even(height * flat_width / flat_height);
  return {0, 0, flat, std::min(height, even(width * narrow_height / narrow_width))};
}

// The grid with the largest tiles; tile_in(width, height) is the largest one in a cell.
template <class Tile>
std::vector<wire::Rect> grid(int count, const wire::Rect& area, int gap, Tile tile_in) {
  CHECK(count >= 0 && count <= 49);
  std::vector<wire::Rect> tiles;
  if (count == 0) return tiles;
  wire::Rect best;
  int columns = 0;
  for (int tried = 1; tried <= count; ++tried) {
    const int rows = (count + tried - 1) / tried;
    const int width = (area.width - gap * (tried - 1)) / tried, height = (area.height - gap * (rows - 1)) / rows;
    if (width < 4 || height < 2) continue;
    const wire::Rect tile = tile_in(width, height);
    if (tile.width * tile.height <= best.width * best.height) continue;
    best = tile;
    columns = tried;
  }
  CHECK(columns > 0);
  const int rows = (count + columns - 1) / columns;
  const int top = area.y + even((area.height - rows * best.height - gap * (rows - 1)) / 2);
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const int in_row = std::min(columns, count - row * columns);
    const int left = area.x + even((area.width - in_row * best.width - gap * (in_row - 1)) / 2);
    tiles.push_back(
        {left + i % columns * (best.width + gap), top + row * (best.height + gap), best.width, best.height});
  }
  return tiles;
}

}  // namespace

int gap_on(int canvas_width, int canvas_height) { return even(std::min(canvas_width, canvas_height) / 180); }

wire::Rect largest(int width, int height) {
  width = even(width);
  height = even(height);
  if (width * 9 / 16 <= height) return {0, 0, width, even(width * 9 / 16)};
  return {0, 0, std::min(width, even(height * 16 / 9)), height};
}

std::vector<wire::Rect> gallery(int count, const wire::Rect& area, int gap) { return grid(count, area, gap, largest); }

std::vector<wire::Rect> filling(int count, const wire::Rect& area, int gap) {
  // Two people lose more of their surroundings than a group, whose tiles are small already.
  if (count <= 2)
    return grid(count, area, gap, [](int width, int height) { return between(width, height, 12, 5, 3, 5); });
  return grid(count, area, gap, [](int width, int height) { return between(width, height, 16, 9, 4, 3); });
}

}  // namespace lethe::room
