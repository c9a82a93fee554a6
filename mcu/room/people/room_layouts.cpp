// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_layouts.hpp"

#include <algorithm>
#include <set>

namespace lethe::room {

const Layout& Layouts::of(const std::string& id) const {
  const Participant& participant = people_.get(id);
  return participant.layout ? participant.layout->layout : of_room();
}

void Layouts::choose(const Layout& layout) {
  check(layout);
  choice_ = {layout, !shares_.screens().empty()};
  for (auto& participant : people_.all())
    participant.pinned = std::count(layout.pins.begin(), layout.pins.end(), participant.id) > 0;
  whole_.settle();
}

void Layouts::choose_for(const std::string& id, const std::optional<Layout>& layout) {
  Participant& participant = people_.get(id);
  if (layout) {
    check(*layout);
    check_views(participant, *layout);
  }
  participant.layout = layout ? std::optional(Choice{*layout, !shares_.screens().empty()}) : std::nullopt;
  whole_.settle();
}

void Layouts::unpin(const std::string& id) {
  std::erase(choice_.layout.pins, id);
  if (Participant* participant = people_.find(id)) participant->pinned = false;
}

void Layouts::end_share() {
  choice_.during_share = false;
  for (auto& participant : people_.all())
    if (participant.layout) participant.layout->during_share = false;
}

void Layouts::check(const Layout& layout) const {
  std::vector<Finding> found = faults(layout, limits_.canvas_width, limits_.canvas_height);
  const auto check_participant = [&](const std::string& id, std::string pointer) {
    const Participant* participant = people_.find(id);
    if (!participant) found.push_back({std::move(pointer), "is nobody in this room"});
    if (participant && !participant->gives()) found.push_back({std::move(pointer), "only watches"});
  };
  for (std::size_t i = 0; i < layout.pins.size(); ++i) check_participant(layout.pins[i], "/pins/" + std::to_string(i));
  for (std::size_t i = 0; i < layout.custom.size(); ++i)
    if (const auto& named = layout.custom[i].participant)
      check_participant(*named, "/custom/" + std::to_string(i) + "/participant");
  if (!found.empty()) throw Error(Code::InvalidField, {}, std::move(found));
}

// A participant's own layout is a separate picture, unless somebody has the same one. One picture is the room's.
void Layouts::check_views(const Participant& participant, const Layout& layout) const {
  std::set<Layout> own;
  for (const auto& other : people_.all())
    if (other.layout && other.id != participant.id) own.insert(other.layout->layout);
  own.erase(of_room());
  const bool another = layout != of_room() && !own.contains(layout);
  if (another && std::ssize(own) + 1 >= limits_.views_per_room) throw Error(Code::ViewLimit);
}

}  // namespace lethe::room
