// SPDX-License-Identifier: AGPL-3.0-or-later
// Names in the size of a step; control draws them for the canvas. Kept from tick to tick. Tick thread.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "pipelines/video/drawing/label.hpp"

namespace lethe::video {

class SizedLabels {
 public:
  // Below the first height in pixels a name is hard to read; below the second it is left out.
  static constexpr int height_small = 16, height_least = 10;

  // `scale`: picture pixels per canvas pixel. Null if the tile has no room for a name.
  std::shared_ptr<const Label> get(const std::shared_ptr<const Label>& name, double scale, int tile_height);

  // A caption in its drawn size, or in the largest that the picture has room for.
  std::shared_ptr<const Label> fitting(const std::shared_ptr<const Label>& caption, int width, int height) {
    return get(caption, std::min(1.0, 0.95 * width / caption->width()), height);
  }

 private:
  struct Sized {
    std::weak_ptr<const Label> original;
    std::shared_ptr<const Label> label;
  };
  std::map<std::pair<const Label*, int>, Sized> labels_;  // by original and height
};

}  // namespace lethe::video
