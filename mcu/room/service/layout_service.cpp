// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/layout_service.hpp"

#include "mcu/room/service/hall.hpp"

namespace lethe::room {

Capabilities LayoutService::capabilities(const Actor&) const {
  const Limits& limits = hall_.limits;
  Capabilities all{limits.steps, limits.steps.at(static_cast<std::size_t>(limits.default_step)).name, {}, {}};
  for (const auto& [kind, name] : names(LayoutKind{})) all.layouts.push_back(kind);
  all.canvas = {limits.canvas_width, limits.canvas_height};
  return all;
}

Layout LayoutService::read(const Actor& actor, const std::string& room) const {
  return hall_.find(actor, room, Action::ReadLayout).layouts().of_room();
}

Layout LayoutService::set(const Actor& actor, const std::string& room, const Layout& layout) {
  Layouts& layouts = hall_.find(actor, room, Action::ChooseLayout).layouts();
  layouts.choose(layout);
  return layouts.of_room();
}

Layout LayoutService::read_of(const Actor& actor, const std::string& room, const std::string& id) const {
  return hall_.find(actor, room, Action::ReadLayout).layouts().of(id);
}

Layout LayoutService::set_of(const Actor& actor, const std::string& room, const std::string& id, const Layout& layout) {
  Layouts& layouts = hall_.own_layout(actor, room, id).layouts();
  layouts.choose_for(id, layout);
  return layouts.of(id);
}

void LayoutService::clear_of(const Actor& actor, const std::string& room, const std::string& id) {
  hall_.own_layout(actor, room, id).layouts().choose_for(id, std::nullopt);
}

}  // namespace lethe::room
