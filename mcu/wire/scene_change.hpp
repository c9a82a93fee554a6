// SPDX-License-Identifier: AGPL-3.0-or-later
// How a Scene reaches the worker: as its changes, in packets that stay within the limit however large the room is.
// Pure.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/wire/scene.hpp"

namespace lethe::wire {

// The size limits of a scene, for both sides.
inline constexpr int views_most = 200, parts_most = 1000;

struct SceneChange {
  std::uint64_t revision = 0;  // of the resulting scene
  bool last = true;            // false: more packets of this revision follow, so do not show it yet
  std::vector<std::uint32_t> views_gone;
  std::vector<Seat> parts_gone;
  std::vector<View> views;  // new views, and replacements of those with the same id
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

// The changes from one scene to another: at least one, each of which fits into a packet. In both scenes views are
// ordered by id and parts by seat. `to` holds at most views_most views and parts_most parts.
std::vector<SceneChange> changes(const Scene& from, const Scene& to);

// Applies the change to `scene`. Throws Error InvalidField when the scene would exceed its size limits; then it is
// unchanged.
void apply(const SceneChange& change, Scene& scene);

}  // namespace lethe::wire
