// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room and its people chose to see: layouts and steps.
#include <algorithm>
#include <set>

#include "mcu/room/room.hpp"

namespace lethe::room {

void Room::check(const Layout& layout) const {
  std::vector<Finding> found = faults(layout, around_.limits.canvas_width, around_.limits.canvas_height);
  const auto check_participant = [&](const std::string& id, std::string pointer) {
    const Participant* participant = find(id);
    if (!participant) found.push_back({std::move(pointer), "is nobody in this room"});
    if (participant && !participant->gives()) found.push_back({std::move(pointer), "only watches"});
  };
  for (std::size_t i = 0; i < layout.pins.size(); ++i) check_participant(layout.pins[i], "/pins/" + std::to_string(i));
  for (std::size_t i = 0; i < layout.custom.size(); ++i)
    if (const auto& named = layout.custom[i].participant)
      check_participant(*named, "/custom/" + std::to_string(i) + "/participant");
  if (!found.empty()) throw Error(Code::InvalidField, {}, std::move(found));
}

void Room::set_layout(const Layout& layout) {
  check(layout);
  layout_ = {layout, !screens().empty()};
  update_scene();
}

// A layout of one's own is a picture of its own, unless somebody has the same. One is the room's.
void Room::check_views(const Participant& participant, const Layout& layout) const {
  std::set<Layout> own;
  for (const auto& other : participants_)
    if (other.layout && other.id != participant.id) own.insert(other.layout->layout);
  own.erase(this->layout());
  const bool another = layout != this->layout() && !own.contains(layout);
  if (another && std::ssize(own) + 1 >= around_.limits.views_per_room) throw Error(Code::ViewLimit);
}

const Layout& Room::layout_of(const std::string& id) const {
  const Participant* participant = find(id);
  if (!participant) throw Error(Code::NotFound);
  return participant->layout ? participant->layout->layout : layout();
}

void Room::set_layout_of(const std::string& id, const std::optional<Layout>& layout) {
  Participant& participant = get(id);
  if (layout) {
    check(*layout);
    check_views(participant, *layout);
  }
  participant.layout = layout ? std::optional(Choice{*layout, !screens().empty()}) : std::nullopt;
  update_scene();
}

std::vector<SharedScreen> Room::screens() const {
  std::map<int, SharedScreen> shared;
  for (const auto& participant : participants_)
    if (participant.live && participant.share != 0 && participant.screen)
      shared.emplace(participant.share, *participant.screen);
  std::vector<SharedScreen> screens;
  for (const auto& [order, screen] : shared) screens.push_back(screen);
  return screens;
}

void Room::claim_screen(Participant& participant, bool claim) {
  if (claim == (participant.share != 0)) return;
  const auto taken = std::count_if(participants_.begin(), participants_.end(),
                                   [](const Participant& other) { return other.share != 0; });
  if (claim && taken >= settings_.shares)
    throw Error(Code::ScreenTaken, {}, {{"/screen", "is shared by somebody else"}});
  participant.share = claim ? ++last_share_ : 0;
}

// What was chosen during a share counts as chosen before the next one.
void Room::forget_choices_of_share() {
  layout_.during_share = false;
  for (auto& participant : participants_)
    if (participant.layout) participant.layout->during_share = false;
}

int Room::step_named(const std::string& name, const char* pointer) const {
  const auto& steps = around_.limits.steps;
  const auto at = std::find_if(steps.begin(), steps.end(), [&](const StepView& step) { return step.name == name; });
  if (at == steps.end()) throw Error(Code::InvalidField, {}, {{pointer, "is not the name of a step"}});
  return static_cast<int>(at - steps.begin());
}

const std::string& Room::step_name(int step) const {
  return around_.limits.steps.at(static_cast<std::size_t>(step)).name;
}

int Room::best_step(const Participant& participant) const {
  return std::max(max_step_, around_.limits.best_steps.at(static_cast<std::size_t>(participant.role)));
}

int Room::step_of(const Participant& participant) const {
  return std::max(step_wanted(participant), participant.line ? participant.line->step() : 0);
}

int Room::step_wanted(const Participant& participant) const {
  return std::max(participant.step.value_or(around_.limits.default_step), best_step(participant));
}

}  // namespace lethe::room
