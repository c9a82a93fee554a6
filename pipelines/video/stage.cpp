// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/stage.hpp"

#include <algorithm>

namespace lethe::video {

bool Stage::seen(media::SourceId id) const {
  const auto part = parts.find(id.seat);
  return part != parts.end() && (part->second.seen || id.picture == wire::Picture::Screen);
}

bool Stage::watched(const wire::View& view) const {
  return std::any_of(streams.begin(), streams.end(),
                     [&](const media::Stream& stream) { return stream.view == view.id; });
}

std::set<media::SourceId> Stage::visible() const {
  std::set<media::SourceId> ids;
  for (const wire::View& view : scene->views) {
    if (!watched(view)) continue;
    for (const wire::Tile& tile : view.tiles)
      if (const media::SourceId id{tile.seat, tile.picture}; seen(id)) ids.insert(id);
  }
  return ids;
}

}  // namespace lethe::video
