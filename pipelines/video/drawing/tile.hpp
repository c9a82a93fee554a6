// SPDX-License-Identifier: AGPL-3.0-or-later
// One tile of a composite: its position, and everything that determines its appearance.
#pragma once

#include <memory>

#include "pipelines/video/drawing/label.hpp"
#include "pipelines/video/drawing/picture.hpp"

namespace lethe::video {

struct TileContent {
  std::shared_ptr<const Picture> picture;  // null: the avatar
  std::shared_ptr<const Label> name, initials;
  int hue = 0;
  bool speaking = false;
  bool screen = false;  // shown whole and sharp, without anything over it
  bool operator==(const TileContent&) const = default;
};

struct PlacedTile {
  wire::Rect rect;
  TileContent content;
  bool operator==(const PlacedTile&) const = default;
};

}  // namespace lethe::video
