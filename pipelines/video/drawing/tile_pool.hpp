// SPDX-License-Identifier: AGPL-3.0-or-later
// Unused tile images for reuse, so that a tile needs no allocation once this is warm. Any thread.
#pragma once

#include <algorithm>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "pipelines/video/drawing/image.hpp"

namespace lethe::video {

class TilePool {
 public:
  TilePool() { free_.reserve(most); }

  // An image of that size with undefined content.
  Image take(int width, int height) {
    const MutexLock lock(mutex_);
    // From the back: the last one returned is most likely still in a cache.
    const auto found = std::find_if(free_.rbegin(), free_.rend(), [&](const Image& image) {
      return image.width() == width && image.height() == height;
    });
    if (found == free_.rend()) return Image(width, height);
    Image image = std::move(*found);
    free_.erase(std::next(found).base());
    return image;
  }

  // When there are too many, the oldest are dropped, including those of unused sizes.
  void give(std::vector<Image>& images) {
    const MutexLock lock(mutex_);
    for (Image& image : images) {
      if (free_.size() == most) free_.erase(free_.begin());
      free_.push_back(std::move(image));
    }
  }

 private:
  static constexpr std::size_t most = 4;  // per source: few sizes, and a few waiting pictures
  Mutex mutex_;
  std::vector<Image> free_ GUARDED_BY(mutex_);
};

}  // namespace lethe::video
