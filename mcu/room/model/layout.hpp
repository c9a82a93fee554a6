// SPDX-License-Identifier: AGPL-3.0-or-later
// A layout as people choose it, and its validation. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "mcu/base/error.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

enum class LayoutKind { Gallery, Speaker, Sidebar, Single, Presentation, Custom };
constexpr auto names(LayoutKind) {
  using namespace std::string_view_literals;
  return std::array{std::pair{LayoutKind::Gallery, "gallery"sv},           std::pair{LayoutKind::Speaker, "speaker"sv},
                    std::pair{LayoutKind::Sidebar, "sidebar"sv},           std::pair{LayoutKind::Single, "single"sv},
                    std::pair{LayoutKind::Presentation, "presentation"sv}, std::pair{LayoutKind::Custom, "custom"sv}};
}

// A rectangle of a custom layout, for one participant or for the participant at that place (from 0).
struct CustomTile {
  std::optional<std::string> participant;
  std::optional<int> slot;
  int x = 0, y = 0, width = 0, height = 0;  // pixels of the canvas
  wire::Picture picture = wire::Picture::Camera;
  auto operator<=>(const CustomTile&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("participant", &CustomTile::participant, {1, 64}),
                      field("slot", &CustomTile::slot, {0, 48}),
                      field("x", &CustomTile::x, {0, 4096}),
                      field("y", &CustomTile::y, {0, 4096}),
                      field("width", &CustomTile::width, {16, 4096}),
                      field("height", &CustomTile::height, {16, 4096}),
                      field("picture", &CustomTile::picture).or_default()};
  }
};

struct Layout {  // GET and PUT …/layout
  LayoutKind kind = LayoutKind::Gallery;
  std::optional<int> tiles = {};       // the most tiles; absent: the kind's default
  std::vector<std::string> pins = {};  // participants who always have a tile; the first is the large one
  bool hide_cameraless = false;
  std::vector<CustomTile> custom = {};
  auto operator<=>(const Layout&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("kind", &Layout::kind), field("tiles", &Layout::tiles, {1, 49}),
                      field("pins", &Layout::pins, {0, 49}).or_default(),
                      field("hideCameraless", &Layout::hide_cameraless).or_default(),
                      field("custom", &Layout::custom, {0, 49}).or_default()};
  }
};

// The most tiles of the layout.
int tiles_of(const Layout& layout, LayoutKind kind);

// Faults that do not depend on who is in the room, with pointers: rectangles outside the canvas or overlapping, more
// pins than seats, a participant named twice.
std::vector<Finding> faults(const Layout& layout, int canvas_width, int canvas_height);

// The layout without participants: no pins, and only the rectangles for slots.
Layout without_people(Layout layout);

// The rectangle with all edges on even pixels, so that neighbours stay adjacent.
wire::Rect on_even_pixels(const CustomTile& tile);

}  // namespace lethe::room
