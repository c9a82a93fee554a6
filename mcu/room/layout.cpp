// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/layout.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace lethe::room {
namespace {

constexpr int even(int pixels) { return pixels / 2 * 2; }

struct Grid {
  int columns = 0, width = 0, height = 0;
};

// The largest tiles in so many columns.
Grid with_columns(int columns, int count, int canvas_width, int canvas_height, int gap) {
  const int rows = (count + columns - 1) / columns;
  const int widest = even((canvas_width - gap * (columns - 1)) / columns);
  const int highest = even((canvas_height - gap * (rows - 1)) / rows);
  if (widest * 9 / 16 <= highest) return {columns, widest, even(widest * 9 / 16)};
  return {columns, std::min(widest, even(highest * 16 / 9)), highest};
}

}  // namespace

std::vector<wire::Rect> gallery(int count, int canvas_width, int canvas_height) {
  CHECK(count >= 0 && count <= 49 && canvas_width >= 160 && canvas_height >= 90);
  const int gap = even(std::min(canvas_width, canvas_height) / 180);
  Grid best;
  for (int columns = 1; columns <= count; ++columns) {
    const Grid grid = with_columns(columns, count, canvas_width, canvas_height, gap);
    if (grid.width * grid.height > best.width * best.height) best = grid;
  }
  std::vector<wire::Rect> tiles;
  if (count == 0) return tiles;
  const int rows = (count + best.columns - 1) / best.columns;
  const int top = even((canvas_height - rows * best.height - gap * (rows - 1)) / 2);
  for (int i = 0; i < count; ++i) {
    const int row = i / best.columns;
    const int in_row = std::min(best.columns, count - row * best.columns);
    const int left = even((canvas_width - in_row * best.width - gap * (in_row - 1)) / 2);
    tiles.push_back(
        {left + i % best.columns * (best.width + gap), top + row * (best.height + gap), best.width, best.height});
  }
  return tiles;
}

}  // namespace lethe::room
