// SPDX-License-Identifier: AGPL-3.0-or-later
// A decoded picture, with its appearance in the tiles that show it. Shares the decoder's buffer. Once published it is
// never written to, and any thread may read it.
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

  // Adds the picture drawn in that tile size, by the decoding thread: the large picture is in its cache then, and what
  // another core fetches is small. Call before publishing. The tiles return to the pool with the picture.
  void keep_drawn(Image tile, const std::shared_ptr<TilePool>& pool) {
    drawn_.push_back(std::move(tile));
    pool_ = pool;
  }
  // Null: not drawn in this size.
  const Image* drawn(int width, int height) const;

 private:
  AVFrame* frame_;
  std::vector<Image> drawn_;
  std::shared_ptr<TilePool> pool_;  // where the tiles came from
};

}  // namespace lethe::video
