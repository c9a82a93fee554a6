// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/scene.hpp"

#include <algorithm>

#include "room/layout.hpp"

namespace lethe::room {
namespace {

std::vector<const Member*> on_stage(const std::vector<Member>& members) {
  std::vector<const Member*> stage;
  for (const auto& member : members)
    if (member.role != Role::Viewer) stage.push_back(&member);
  if (stage.size() <= tiles_max) return stage;
  // nullopt is less than any time: who never spoke comes last, and equals keep the order of joining.
  std::stable_sort(stage.begin(), stage.end(),
                   [](const Member* a, const Member* b) { return a->last_spoke > b->last_spoke; });
  stage.resize(tiles_max);
  std::sort(stage.begin(), stage.end());  // pointers into one vector: the order of joining again
  return stage;
}

}  // namespace

wire::Scene make_scene(const std::vector<Member>& members, int canvas_width, int canvas_height) {
  wire::View view{gallery_view, canvas_width, canvas_height, {}};
  const auto stage = on_stage(members);
  const auto places = gallery(static_cast<int>(stage.size()), canvas_width, canvas_height);
  for (std::size_t i = 0; i < stage.size(); ++i) view.tiles.push_back({stage[i]->seat, places[i]});
  wire::Scene scene;
  scene.views.push_back(std::move(view));
  for (const auto& member : members) {
    const bool gives = member.role != Role::Viewer;
    scene.parts.push_back({.seat = member.seat,
                           .heard = gives && member.microphone,
                           .seen = gives && member.camera,
                           .speaking = gives && member.microphone && member.speaking,
                           .view = gallery_view});
  }
  return scene;
}

}  // namespace lethe::room
