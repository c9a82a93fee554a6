// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/arrange.hpp"

#include <algorithm>

#include "mcu/room/scene/gallery.hpp"
#include "mcu/room/scene/strip.hpp"

namespace lethe::room {
namespace {

using wire::Picture;
using wire::Rect;
using wire::Tile;

// At most this many seats of the order, without the large one.
std::vector<wire::Seat> first_of(const Cast& cast, int most, wire::Seat without = 0) {
  std::vector<wire::Seat> seats;
  for (const wire::Seat seat : cast.order)
    if (seat != without && std::ssize(seats) < most) seats.push_back(seat);
  return seats;
}

wire::Seat large_of(const Cast& cast) {
  if (!cast.large.empty()) return cast.large.front();
  return cast.order.empty() ? 0 : cast.order.front();
}

Tile screen_tile(const SharedScreen& screen, const Rect& area) {
  return {screen.seat, shaped(area, screen.width, screen.height), Picture::Screen};
}

void add(std::vector<Tile>& tiles, const std::vector<wire::Seat>& seats, const Rect* rect) {
  for (const wire::Seat seat : seats) tiles.push_back({seat, *rect++});
}

std::vector<Tile> arrange_gallery(const Cast& cast, int most, int width, int height) {
  const auto screens = std::min(std::ssize(cast.screens), static_cast<std::ptrdiff_t>(most));
  const auto seats = first_of(cast, most - static_cast<int>(screens));
  const Rect canvas{0, 0, width & ~1, height & ~1};
  const int gap = gap_on(width, height), count = static_cast<int>(screens + std::ssize(seats));
  const auto rects = screens == 0 ? filling(count, canvas, gap) : gallery(count, canvas, gap);
  std::vector<Tile> tiles;
  for (std::size_t i = 0; std::cmp_less(i, screens); ++i) tiles.push_back(screen_tile(cast.screens[i], rects[i]));
  add(tiles, seats, rects.data() + screens);
  return tiles;
}

std::vector<Tile> arrange_strip(const Cast& cast, int most, Edge edge, int width, int height) {
  const bool screen = !cast.screens.empty();
  const wire::Seat large = screen ? 0 : large_of(cast);
  if (!screen && large == 0) return {};
  const auto seats = first_of(cast, most - 1, large);
  const Strip strip = with_strip(static_cast<int>(seats.size()), edge, width, height);
  std::vector<Tile> tiles{screen ? screen_tile(cast.screens[0], strip.large) : Tile{large, strip.large}};
  add(tiles, seats, strip.others.data());
  return tiles;
}

std::vector<Tile> arrange_single(const Cast& cast, int width, int height) {
  const Rect canvas{0, 0, width & ~1, height & ~1};
  if (!cast.screens.empty()) return {screen_tile(cast.screens[0], canvas)};
  const wire::Seat large = large_of(cast);
  if (large == 0) return {};
  return {{large, filling(1, canvas, 0)[0]}};
}

std::vector<Tile> arrange_presentation(const Cast& cast, int most, int width, int height) {
  if (cast.screens.empty()) return arrange_strip(cast, most, Edge::Beside, width, height);
  const auto screens = std::min(std::ssize(cast.screens), static_cast<std::ptrdiff_t>(most));
  const auto seats = first_of(cast, most - static_cast<int>(screens));
  const Strip strip = beside_screen(static_cast<int>(seats.size()), width, height);
  const auto areas =
      screens == 1 ? std::vector{strip.large} : gallery(static_cast<int>(screens), strip.large, gap_on(width, height));
  std::vector<Tile> tiles;
  for (std::size_t i = 0; i < areas.size(); ++i) tiles.push_back(screen_tile(cast.screens[i], areas[i]));
  add(tiles, seats, strip.others.data());
  return tiles;
}

std::vector<Tile> arrange_custom(const Layout& layout, const Cast& cast) {
  std::vector<wire::Seat> free = cast.order;  // without those with a rectangle of their own
  for (const auto& tile : layout.custom)
    if (tile.participant && tile.picture == Picture::Camera)
      if (const auto named = cast.seats.find(*tile.participant); named != cast.seats.end())
        std::erase(free, named->second);
  std::vector<Tile> tiles;
  for (const auto& tile : layout.custom) {
    wire::Seat seat = 0;
    const auto slot = static_cast<std::size_t>(tile.slot.value_or(0));
    const bool screen = tile.picture == Picture::Screen;
    if (tile.participant) {
      const auto named = cast.seats.find(*tile.participant);
      if (named != cast.seats.end()) seat = named->second;
      if (screen &&
          std::none_of(cast.screens.begin(), cast.screens.end(), [&](const auto& s) { return s.seat == seat; }))
        seat = 0;
    } else if (screen) {
      if (slot < cast.screens.size()) seat = cast.screens[slot].seat;
    } else if (slot < free.size()) {
      seat = free[slot];
    }
    if (seat != 0) tiles.push_back({seat, on_even_pixels(tile), tile.picture});
  }
  return tiles;
}

}  // namespace

std::vector<Tile> arrange(const Layout& layout, LayoutKind kind, const Cast& cast, int width, int height) {
  const int most = tiles_of(layout, kind);
  switch (kind) {
    case LayoutKind::Gallery:
      return arrange_gallery(cast, most, width, height);
    case LayoutKind::Speaker:
      return arrange_strip(cast, most, Edge::Below, width, height);
    case LayoutKind::Sidebar:
      return arrange_strip(cast, most, Edge::Beside, width, height);
    case LayoutKind::Single:
      return arrange_single(cast, width, height);
    case LayoutKind::Presentation:
      return arrange_presentation(cast, most, width, height);
    case LayoutKind::Custom:
      return arrange_custom(layout, cast);
  }
  return {};
}

}  // namespace lethe::room
