// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/layout_history.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

// The worker shows a scene within some ticks; scenes change at most some times a second.
constexpr std::size_t changes_held = 64;

Json describe(const wire::View& view, const std::map<wire::Seat, std::string>& participants) {
  Json tiles = Json::array();
  for (const wire::Tile& shown : view.tiles) {
    Json tile = write_json(shown.rect);
    tile["participant"] = participants.at(shown.seat);
    tile["picture"] = write_json(shown.picture);
    tiles.push_back(std::move(tile));
  }
  return {{"view", view.id}, {"width", view.width}, {"height", view.height}, {"tiles", std::move(tiles)}};
}

}  // namespace

void LayoutHistory::sent(const wire::Scene& scene, const std::map<wire::Seat, std::string>& participants) {
  std::erase_if(views_, [&](const auto& entry) {
    return std::none_of(scene.views.begin(), scene.views.end(),
                        [&](const wire::View& view) { return view.id == entry.first; });
  });
  for (const wire::View& view : scene.views) {
    auto& sent = views_[view.id].sent;
    Json layout = describe(view, participants);
    if (!sent.empty() && sent.back().layout == layout) continue;
    sent.push_back({scene.revision, std::move(layout)});
    if (sent.size() > changes_held) sent.pop_front();
  }
}

std::optional<Json> LayoutHistory::shown(const wire::LayoutShown& shown) {
  const auto view = views_.find(shown.view);
  if (view == views_.end()) return std::nullopt;
  auto& [sent, current] = view->second;
  while (sent.size() > 1 && sent[1].revision <= shown.revision) sent.pop_front();
  if (sent.empty() || sent.front().revision > shown.revision) return std::nullopt;
  Json layout = sent.front().layout;
  const bool same = !current.is_null() && current["tiles"] == layout["tiles"] && current["width"] == layout["width"] &&
                    current["height"] == layout["height"];
  if (same) return std::nullopt;
  layout["revision"] = shown.revision;
  layout["rtpTimestamp"] = shown.rtp_timestamp;
  current = layout;
  return layout;
}

const Json& LayoutHistory::current(std::uint32_t view) const {
  static const Json nothing;
  const auto at = views_.find(view);
  return at == views_.end() ? nothing : at->second.current;
}

}  // namespace lethe::room
