// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/layout_history.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

// The worker shows a scene within a few ticks; scenes change a few times per second at most.
constexpr std::size_t changes_held = 64;

ShownLayout describe(const wire::View& view, const std::map<wire::Seat, std::string>& participants) {
  ShownLayout layout{.view = view.id, .width = view.width, .height = view.height};
  for (const wire::Tile& shown : view.tiles)
    layout.tiles.push_back({participants.at(shown.seat), shown.picture, shown.rect});
  return layout;
}

bool look_the_same(const ShownLayout& a, const ShownLayout& b) {
  return a.tiles == b.tiles && a.width == b.width && a.height == b.height;
}

}  // namespace

void LayoutHistory::sent(const wire::Scene& scene, const std::map<wire::Seat, std::string>& participants) {
  std::erase_if(views_, [&](const auto& entry) {
    return std::none_of(scene.views.begin(), scene.views.end(),
                        [&](const wire::View& view) { return view.id == entry.first; });
  });
  for (const wire::View& view : scene.views) {
    auto& sent = views_[view.id].sent;
    ShownLayout layout = describe(view, participants);
    if (!sent.empty() && look_the_same(sent.back().layout, layout)) continue;
    sent.push_back({scene.revision, std::move(layout)});
    if (sent.size() > changes_held) sent.pop_front();
  }
}

std::optional<ShownLayout> LayoutHistory::shown(const wire::LayoutShown& shown) {
  const auto view = views_.find(shown.view);
  if (view == views_.end()) return std::nullopt;
  auto& [sent, current] = view->second;
  while (sent.size() > 1 && sent[1].revision <= shown.revision) sent.pop_front();
  if (sent.empty() || sent.front().revision > shown.revision) return std::nullopt;
  ShownLayout layout = sent.front().layout;
  if (current && look_the_same(*current, layout)) return std::nullopt;
  layout.revision = shown.revision;
  layout.rtp_timestamp = shown.rtp_timestamp;
  return current = std::move(layout);
}

const std::optional<ShownLayout>& LayoutHistory::current(std::uint32_t view) const {
  static const std::optional<ShownLayout> nothing;
  const auto at = views_.find(view);
  return at == views_.end() ? nothing : at->second.current;
}

}  // namespace lethe::room
