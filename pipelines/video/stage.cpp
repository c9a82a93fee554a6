// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/stage.hpp"

#include <algorithm>

namespace lethe::video {
namespace {

// The scene lives as long as its view is in use.
std::shared_ptr<const wire::View> view_of(const std::shared_ptr<const wire::Scene>& scene, std::uint32_t id) {
  const auto view = std::find_if(scene->views.begin(), scene->views.end(), [id](const auto& v) { return v.id == id; });
  return view == scene->views.end() ? nullptr : std::shared_ptr<const wire::View>(scene, &*view);
}

}  // namespace

void Stage::settle(media::Time now) {
  std::map<media::Stream, Showing> next;
  for (const media::Stream& stream : watched)
    if (auto view = view_of(scene, stream.view)) next.emplace(stream, Showing{std::move(view), std::nullopt});
  for (const auto& [stream, showing] : streams) {
    const media::Time until = showing.until.value_or(now + linger);
    if (watched.empty() || until <= now) continue;
    auto view = view_of(scene, stream.view);
    next.try_emplace(stream, Showing{view ? std::move(view) : showing.view, until});
  }
  streams = std::move(next);
}

bool Stage::settled(media::Time now) const {
  return std::none_of(streams.begin(), streams.end(),
                      [now](const auto& stream) { return stream.second.until && *stream.second.until <= now; });
}

bool Stage::seen(media::SourceId id) const {
  const auto part = parts.find(id.seat);
  return part != parts.end() && (part->second.seen || id.picture == wire::Picture::Screen);
}

std::map<media::SourceId, std::set<Size>> Stage::visible(const wire::Configure& settings) const {
  std::map<media::SourceId, std::set<Size>> ids;
  for (const auto& [stream, showing] : streams) {
    const wire::Step& step = settings.steps.at(static_cast<std::size_t>(stream.step));
    const Size canvas{showing.view->width, showing.view->height},
        picture = size_on_step(canvas, {step.width, step.height});
    for (const wire::Tile& tile : showing.view->tiles) {
      const media::SourceId id{tile.seat, tile.picture};
      if (!seen(id)) continue;
      const wire::Rect rect = rect_on_step(tile.rect, canvas, picture);
      std::set<Size>& sizes = ids[id];
      if (step.fps * 2 > settings.fps) sizes.insert({rect.width, rect.height});
    }
  }
  return ids;
}

}  // namespace lethe::video
