// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room shows whom: the scene, and what is asked of senders for it.
#include <algorithm>

#include "mcu/room/room.hpp"
#include "mcu/room/scene/director.hpp"

namespace lethe::room {
namespace {

constexpr Wanted first_pictures{320, 180, 10, 60};

// Who is not in it yet will watch the main view.
std::uint32_t watched_view(const wire::Scene& scene, wire::Seat seat) {
  const auto part =
      std::find_if(scene.parts.begin(), scene.parts.end(), [&](const wire::Part& p) { return p.seat == seat; });
  return part == scene.parts.end() ? main_view : part->view;
}

}  // namespace

void Room::update_scene() {
  std::vector<Member> members;
  std::map<wire::Seat, std::string> ids;
  for (const auto& p : participants_) {
    if (!p.live) continue;
    members.push_back({.id = p.id,
                       .seat = p.seat,
                       .role = p.role,
                       .microphone = p.microphone,
                       .camera = p.camera,
                       .speaking = speakers_.speaking(p.seat),
                       .camera_live = p.camera_live,
                       .covers_self = p.self == Self::Cover,
                       .step = step_of(p),
                       .last_spoke = speakers_.last_spoke(p.seat),
                       .own = p.layout ? &*p.layout : nullptr,
                       .listens = p.listens,
                       .connected = p.listens || p.connection == wire::PeerState::Connected,
                       .music = p.music});
    ids.emplace(p.seat, p.id);
  }
  if (screens().empty()) forget_choices_of_share();
  const Limits& limits = around_.limits;
  wire::Scene scene = director_.direct({layout_, limits.canvas_width, limits.canvas_height, limits.steps,
                                        floor_.speakers(), screens(), limits.views_per_room},
                                       members);
  const auto asked = ask_senders(scene);
  for (const auto& [seat, picture] : asked)
    if (const Participant* sender = at(seat)) tell_wanted(*sender, picture);
  scene.revision = scene_.revision;
  if (scene == scene_) return;
  ++scene.revision;
  const wire::Scene before = std::exchange(scene_, std::move(scene));
  layouts_.sent(scene_, ids);
  if (media_) media_->show(scene_);
  tell_moved(before);
}

std::uint32_t Room::view_watched_by(wire::Seat seat) const { return watched_view(scene_, seat); }

std::vector<Source> Room::ask_senders(wire::Scene& scene) {
  // Who watches a poor step only until more is known will want good pictures at once: senders take seconds to get
  // there.
  wire::Scene soon = scene;
  for (wire::Part& part : soon.parts)
    if (const Participant* viewer = at(part.seat); viewer && viewer->line && viewer->line->looking())
      part.step = step_wanted(*viewer);
  Wants needed = wanted_of(soon, around_.limits);
  // What has not begun would never begin if it were not asked for.
  for (const auto& p : participants_) {
    if (!p.live || !p.gives()) continue;
    if (p.camera && !p.camera_live) needed.try_emplace({p.seat, wire::Picture::Camera}, first_pictures);
    if (p.share != 0 && !p.screen)
      needed.try_emplace({p.seat, wire::Picture::Screen}, Wanted{1280, 720, 15, around_.limits.screen_kbps_in});
  }
  auto changed = right_size_.update(needed, around_.now());
  for (wire::Part& part : scene.parts) {
    part.camera_in = right_size_.of({part.seat, wire::Picture::Camera}).kbps;
    part.screen_in = right_size_.of({part.seat, wire::Picture::Screen}).kbps;
    if (const Participant* viewer = at(part.seat); viewer && viewer->line) part.goal = goal_of(*viewer);
  }
  return changed;
}

// With room for the step to be taken, which needs more than it costs.
int Room::goal_of(const Participant& participant) const {
  return around_.limits.step_kbps.at(static_cast<std::size_t>(step_wanted(participant))) * 6 / 5;
}

void Room::tell_wanted(const Participant& participant, wire::Picture picture) {
  const Wanted& wanted = right_size_.of({participant.seat, picture});
  events_.emit(event::VideoWanted{picture, wanted.width, wanted.height, wanted.fps, wanted.kbps}, only(participant.id));
}

void Room::tell_wanted(const std::string& id) {
  const Participant* participant = find(id);
  if (!participant || !participant->live || !participant->gives()) return;
  for (const auto picture : {wire::Picture::Camera, wire::Picture::Screen}) tell_wanted(*participant, picture);
}

// Who came to a view that stays as it is would not hear of its layout.
void Room::tell_moved(const wire::Scene& before) {
  for (const auto& part : scene_.parts) {
    const auto& layout = layouts_.current(part.view);
    if (part.view != watched_view(before, part.seat) && layout)
      events_.emit(event::LayoutChanged{*layout}, only(at(part.seat)->id));
  }
}

void Room::on(const wire::LayoutShown& event) {
  const auto layout = layouts_.shown(event);
  if (!layout) return;
  std::set<std::string> readers;
  for (const auto& part : scene_.parts)
    if (part.view == event.view) readers.insert(at(part.seat)->id);
  if (event.view == main_view) readers.insert("");  // those who follow the room from outside
  events_.emit(event::LayoutChanged{*layout}, only(std::move(readers)));
}

}  // namespace lethe::room
