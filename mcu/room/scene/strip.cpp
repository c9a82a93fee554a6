// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/strip.hpp"

#include <algorithm>

#include "mcu/room/scene/gallery.hpp"

namespace lethe::room {
namespace {

constexpr int even(int pixels) { return pixels / 2 * 2; }
constexpr int share = 5;  // the strip is this part of the canvas

// The canvas without the smallest possible strip.
wire::Rect beyond_strip(int others, Edge edge, int width, int height, int gap) {
  if (others == 0) return {0, 0, width, height};
  if (edge == Edge::Below) return {0, 0, width, even(height - height / share - gap)};
  return {0, 0, even(width - width / share - gap), height};
}

std::vector<wire::Rect> fill_strip(int others, Edge edge, const wire::Rect& large, int width, int height, int gap) {
  const int right = large.x + large.width + gap, bottom = large.y + large.height + gap;
  if (edge == Edge::Below) return gallery(others, {0, bottom, width, height - bottom}, gap);
  return gallery(others, {right, 0, width - right, height}, gap);
}

}  // namespace

Strip with_strip(int others, Edge edge, int canvas_width, int canvas_height) {
  const int width = even(canvas_width), height = even(canvas_height), gap = gap_on(width, height);
  const wire::Rect rest = beyond_strip(others, edge, width, height, gap);
  Strip strip{largest(rest.width, rest.height), {}};
  // Centred at its edge; without a strip, centred on the canvas.
  if (edge == Edge::Below || others == 0) strip.large.x = even((width - strip.large.width) / 2);
  if (edge == Edge::Beside || others == 0) strip.large.y = even((height - strip.large.height) / 2);
  strip.others = fill_strip(others, edge, strip.large, width, height, gap);
  return strip;
}

Strip beside_screen(int others, int canvas_width, int canvas_height) {
  const int width = even(canvas_width), height = even(canvas_height), gap = gap_on(width, height);
  const Edge edge = width >= height ? Edge::Beside : Edge::Below;
  const wire::Rect rest = beyond_strip(others, edge, width, height, gap);
  return {rest, fill_strip(others, edge, rest, width, height, gap)};
}

wire::Rect shaped(const wire::Rect& area, int width, int height) {
  wire::Rect made = area;
  if (width <= 0 || height <= 0) return made;
  if (static_cast<long>(area.width) * height > static_cast<long>(area.height) * width)
    made.width = std::clamp(even((area.height * width + height / 2) / height), 2, area.width);
  else
    made.height = std::clamp(even((area.width * height + width / 2) / width), 2, area.height);
  made.x = area.x + even((area.width - made.width) / 2);
  made.y = area.y + even((area.height - made.height) / 2);
  return made;
}

}  // namespace lethe::room
