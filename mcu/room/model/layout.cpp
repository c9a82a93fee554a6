// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/layout.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

constexpr int even(int pixels) { return pixels / 2 * 2; }

bool overlap(const wire::Rect& a, const wire::Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool same_place(const CustomTile& a, const CustomTile& b) {
  return a.picture == b.picture && a.participant == b.participant && a.slot == b.slot;
}

void check_tile(const Layout& layout, std::size_t i, int canvas_width, int canvas_height, std::vector<Finding>& found) {
  const CustomTile& tile = layout.custom[i];
  const std::string at = "/custom/" + std::to_string(i);
  if (tile.participant.has_value() == tile.slot.has_value())
    found.push_back({at, "must name either a participant or a slot"});
  if (tile.x + tile.width > canvas_width)
    found.push_back({at + "/width", "ends outside the canvas, which is " + std::to_string(canvas_width) + " wide"});
  if (tile.y + tile.height > canvas_height)
    found.push_back({at + "/height", "ends outside the canvas, which is " + std::to_string(canvas_height) + " high"});
  for (std::size_t k = 0; k < i; ++k) {
    if (overlap(on_even_pixels(tile), on_even_pixels(layout.custom[k])))
      found.push_back({at, "overlaps with rectangle " + std::to_string(k)});
    if (same_place(tile, layout.custom[k]))
      found.push_back({at, "shows what rectangle " + std::to_string(k) + " shows"});
  }
}

}  // namespace

int tiles_of(const Layout& layout, LayoutKind kind) {
  switch (kind) {
    case LayoutKind::Single:
      return 1;
    case LayoutKind::Custom:
      return static_cast<int>(layout.custom.size());
    case LayoutKind::Gallery:
      return layout.tiles.value_or(25);
    // The large one, and a strip of a fifth of the canvas, in which five stand side by side.
    default:
      return kind == layout.kind ? layout.tiles.value_or(6) : 6;
  }
}

std::vector<Finding> faults(const Layout& layout, int canvas_width, int canvas_height) {
  std::vector<Finding> found;
  if (layout.kind == LayoutKind::Custom && layout.custom.empty()) found.push_back({"/custom", "is missing"});
  if (layout.kind != LayoutKind::Custom && !layout.custom.empty())
    found.push_back({"/custom", "is for the kind custom only"});
  const bool fixed = layout.kind == LayoutKind::Custom || layout.kind == LayoutKind::Single;
  if (layout.tiles && fixed) found.push_back({"/tiles", "is given by the kind"});
  for (std::size_t i = 0; i < layout.custom.size(); ++i) check_tile(layout, i, canvas_width, canvas_height, found);
  const auto seats = layout.kind != LayoutKind::Custom
                         ? tiles_of(layout, layout.kind)
                         : std::count_if(layout.custom.begin(), layout.custom.end(), [](const CustomTile& tile) {
                             return tile.slot && tile.picture == wire::Picture::Camera;
                           });
  if (std::cmp_greater(layout.pins.size(), seats))
    found.push_back({"/pins", "must be at most " + std::to_string(seats) + ", as many as there are seats"});
  for (std::size_t i = 0; i < layout.pins.size(); ++i)
    if (std::find(layout.pins.begin(), layout.pins.begin() + static_cast<long>(i), layout.pins[i]) !=
        layout.pins.begin() + static_cast<long>(i))
      found.push_back({"/pins/" + std::to_string(i), "is pinned already"});
  return found;
}

Layout without_people(Layout layout) {
  layout.pins.clear();
  std::erase_if(layout.custom, [](const CustomTile& tile) { return tile.participant.has_value(); });
  if (layout.kind == LayoutKind::Custom && layout.custom.empty()) return {};
  return layout;
}

wire::Rect on_even_pixels(const CustomTile& tile) {
  const int left = even(tile.x), top = even(tile.y);
  return {left, top, even(tile.x + tile.width) - left, even(tile.y + tile.height) - top};
}

}  // namespace lethe::room
