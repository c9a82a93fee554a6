// SPDX-License-Identifier: AGPL-3.0-or-later
// A decoded picture, and how it looks in the tiles that show it. Shares the decoder's buffer; once it is given away it
// is never written to and may be read from any thread.
#pragma once

#include <vector>

#include "pipelines/video/image.hpp"

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
  // another core has to fetch is small. Before it is given away.
  void keep_drawn(Image tile) { drawn_.push_back(std::move(tile)); }
  // Null: not drawn in this size.
  const Image* drawn(int width, int height) const;

 private:
  AVFrame* frame_;
  std::vector<Image> drawn_;
};

}  // namespace lethe::video
