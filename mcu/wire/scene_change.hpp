// SPDX-License-Identifier: AGPL-3.0-or-later
// How a Scene reaches the worker: by what changed in it, in packets that fit however large the room is. Pure.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/wire/scene.hpp"

namespace lethe::wire {

// What a scene may hold, on both sides.
inline constexpr int views_most = 200, parts_most = 1000;

struct SceneChange {
  std::uint64_t revision = 0;  // of the scene that it leads to
  bool last = true;            // false: more of this revision follows, so nothing may be shown of it yet
  std::vector<std::uint32_t> views_gone;
  std::vector<Seat> parts_gone;
  std::vector<View> views;  // new ones, and those that replace the one of the same id
  std::vector<Part> parts;  // likewise, by seat
  bool operator==(const SceneChange&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("revision", &SceneChange::revision),
                      field("last", &SceneChange::last),
                      field("viewsGone", &SceneChange::views_gone, {0, views_most}),
                      field("partsGone", &SceneChange::parts_gone, {0, parts_most}),
                      field("views", &SceneChange::views, {0, views_most}),
                      field("parts", &SceneChange::parts, {0, parts_most})};
  }
};

// What leads from one scene to another: at least one change, each of which fits into a packet. Views are ordered by id
// and parts by seat in both scenes. `to` holds no more than views_most and parts_most.
std::vector<SceneChange> changes(const Scene& from, const Scene& to);

// Makes the change in `scene`. Throws Error InvalidField when the scene would become larger than it may be; it is
// unchanged then.
void apply(const SceneChange& change, Scene& scene);

}  // namespace lethe::wire
