// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/layout_history.hpp"
#include "base/fields.hpp"

namespace lethe::room {
namespace {
// The worker shows a scene within some ticks; scenes change at most some times a second.
constexpr std::size_t revisions_held = 64;
}  // namespace

void LayoutHistory::sent(const wire::Scene& scene, const std::map<wire::Seat, std::string>& participants) {
  const wire::View& view = scene.views.front();
  Json tiles = Json::array();
  for (const wire::Tile& shown : view.tiles) {
    Json tile = write_json(shown.rect);
    tile["participant"] = participants.at(shown.seat);
    tiles.push_back(std::move(tile));
  }
  sent_.push_back(
      {scene.revision,
       Json{{"view", view.id}, {"width", view.width}, {"height", view.height}, {"tiles", std::move(tiles)}}});
  if (sent_.size() > revisions_held) sent_.pop_front();
}

std::optional<Json> LayoutHistory::shown(const wire::LayoutShown& shown) {
  while (!sent_.empty() && sent_.front().revision < shown.revision) sent_.pop_front();
  if (sent_.empty() || sent_.front().revision != shown.revision || sent_.front().view["view"] != shown.view)
    return std::nullopt;
  Json layout = sent_.front().view;
  if (!current_.is_null() && current_["tiles"] == layout["tiles"]) return std::nullopt;
  layout["revision"] = shown.revision;
  layout["rtpTimestamp"] = shown.rtp_timestamp;
  current_ = layout;
  return layout;
}

void LayoutHistory::reset() {
  sent_.clear();
  current_ = nullptr;
}

}  // namespace lethe::room
