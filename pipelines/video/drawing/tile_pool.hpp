// SPDX-License-Identifier: AGPL-3.0-or-later
// Images of tiles that are no longer shown, to be drawn on again, so that a tile costs no allocation once this is warm.
// Any thread.
#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "pipelines/video/drawing/image.hpp"

namespace lethe::video {

class TilePool {
 public:
  TilePool() { free_.reserve(most); }

  // One of that size; what is on it is of no meaning.
  Image take(int width, int height) {
    const std::lock_guard lock(mutex_);
    // From the back: what was given last is most likely in a cache still.
    const auto found = std::find_if(free_.rbegin(), free_.rend(), [&](const Image& image) {
      return image.width() == width && image.height() == height;
    });
    if (found == free_.rend()) return Image(width, height);
    Image image = std::move(*found);
    free_.erase(std::next(found).base());
    return image;
  }

  // The oldest go when there are too many, those of sizes that are not asked for any more among them.
  void give(std::vector<Image>& images) {
    const std::lock_guard lock(mutex_);
    for (Image& image : images) {
      if (free_.size() == most) free_.erase(free_.begin());
      free_.push_back(std::move(image));
    }
  }

 private:
  static constexpr std::size_t most = 4;  // of one source: few sizes, and a few pictures that wait
  std::mutex mutex_;
  std::vector<Image> free_;
};

}  // namespace lethe::video
