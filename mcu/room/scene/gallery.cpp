// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/gallery.hpp"

#include <algorithm>

#include "mcu/base/check.hpp"

namespace lethe::room {
namespace {

constexpr int even(int pixels) { return pixels / 2 * 2; }

}  // namespace

int gap_on(int canvas_width, int canvas_height) { return even(std::min(canvas_width, canvas_height) / 180); }

wire::Rect largest(int width, int height) {
  width = even(width);
  height = even(height);
  if (width * 9 / 16 <= height) return {0, 0, width, even(width * 9 / 16)};
  return {0, 0, std::min(width, even(height * 16 / 9)), height};
}

std::vector<wire::Rect> filling(int count, const wire::Rect& area, int gap) {
  CHECK(count == 1 || count == 2);
  const bool stacked = area.height > area.width;
  const int columns = stacked ? 1 : count, rows = stacked ? count : 1;
  const int most_wide = even((area.width - gap * (columns - 1)) / columns);
  const int most_high = even((area.height - gap * (rows - 1)) / rows);
  const int width = std::min(most_wide, even(most_high * 12 / 5)),
            height = std::min(most_high, even(most_wide * 5 / 3));
  const int left = area.x + even((area.width - columns * width - gap * (columns - 1)) / 2);
  const int top = area.y + even((area.height - rows * height - gap * (rows - 1)) / 2);
  std::vector<wire::Rect> tiles{{left, top, width, height}};
  if (count == 2)
    tiles.push_back({left + (columns - 1) * (width + gap), top + (rows - 1) * (height + gap), width, height});
  return tiles;
}

std::vector<wire::Rect> gallery(int count, const wire::Rect& area, int gap) {
  CHECK(count >= 0 && count <= 49);
  std::vector<wire::Rect> tiles;
  if (count == 0) return tiles;
  wire::Rect best;
  int columns = 0;
  for (int tried = 1; tried <= count; ++tried) {
    const int rows = (count + tried - 1) / tried;
    const int width = (area.width - gap * (tried - 1)) / tried, height = (area.height - gap * (rows - 1)) / rows;
    if (width < 4 || height < 2) continue;
    const wire::Rect tile = largest(width, height);
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

}  // namespace lethe::room
