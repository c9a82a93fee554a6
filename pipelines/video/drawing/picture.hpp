// SPDX-License-Identifier: AGPL-3.0-or-later
// A decoded picture, and how it looks in the tiles that show it. Shares the decoder's buffer; once it is given away it
// is never written to and may be read from any thread.
#pragma once

#include <memory>
#include <vector>

#include "pipelines/video/drawing/tile_pool.hpp"

struct AVFrame;

namespace lethe::video {

class Picture {
 public:
  explicit Picture(AVFrame& frame);  // takes the frame's references; leaves it empty. I420 only
  ~Picture();
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  Pixels pixels() const;
  int width() const;
  int height() const;

  // Drawn for tiles of that size by the thread that has decoded it: what is large is in its cache then, and what
  // another core has to fetch is small. Before it is given away. The tiles go back to the pool with the picture.
  void keep_drawn(Image tile, const std::shared_ptr<TilePool>& pool) {
    drawn_.push_back(std::move(tile));
    pool_ = pool;
  }
  // Null: not drawn in this size.
  const Image* drawn(int width, int height) const;

 private:
  AVFrame* frame_;
  std::vector<Image> drawn_;
  std::shared_ptr<TilePool> pool_;  // where they came from
};

}  // namespace lethe::video
