// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/stage.hpp"

#include <algorithm>

namespace lethe::video {

bool Stage::seen(Seat seat) const {
  const auto part = parts.find(seat);
  return part != parts.end() && part->second.seen;
}

bool Stage::watched(const wire::View& view) const {
  return std::any_of(streams.begin(), streams.end(),
                     [&](const media::Stream& stream) { return stream.view == view.id; });
}

std::set<Seat> Stage::visible() const {
  std::set<Seat> seats;
  for (const wire::View& view : scene->views) {
    if (!watched(view)) continue;
    for (const wire::Tile& tile : view.tiles)
      if (seen(tile.seat)) seats.insert(tile.seat);
  }
  return seats;
}

}  // namespace lethe::video
