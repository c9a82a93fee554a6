// SPDX-License-Identifier: AGPL-3.0-or-later
// Names in the size of a step: control draws them for the canvas. Kept from tick to tick. Tick thread.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "pipelines/video/drawing/label.hpp"

namespace lethe::video {

class SizedLabels {
 public:
  // Below this height, pixels of the strip, a name is hard to read; below the other it is left out.
  static constexpr int height_small = 16, height_least = 10;

  // `scale` pixels of the picture for one of the canvas. Null when the tile has no room for a name.
  std::shared_ptr<const Label> get(const std::shared_ptr<const Label>& name, double scale, int tile_height);

  // A caption as large as it is drawn, or as the picture leaves room for.
  std::shared_ptr<const Label> fitting(const std::shared_ptr<const Label>& caption, int width, int height) {
    return get(caption, std::min(1.0, 0.95 * width / caption->width()), height);
  }

 private:
  struct Sized {
    std::weak_ptr<const Label> original;
    std::shared_ptr<const Label> label;
  };
  std::map<std::pair<const Label*, int>, Sized> labels_;  // by the original and the height
};

}  // namespace lethe::video
