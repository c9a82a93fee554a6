// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/scene_keeper.hpp"

#include <algorithm>
#include <utility>

namespace lethe::room {
namespace {

constexpr Wanted first_pictures{320, 180, 10, 60};

// A seat that is not in the scene yet will watch the main view. Parts are ordered by seat.
std::uint32_t watched_view(const wire::Scene& scene, wire::Seat seat) {
  const auto part = std::lower_bound(scene.parts.begin(), scene.parts.end(), seat,
                                     [](const wire::Part& one, wire::Seat wanted) { return one.seat < wanted; });
  return part == scene.parts.end() || part->seat != seat ? main_view : part->view;
}

}  // namespace

SceneKeeper::SceneKeeper(const Surroundings& around, Roster& people, const Voices& voices, const Shares& shares,
                         Layouts& layouts, Steps steps, MediaLink& media, EventLog& events)
    : around_(around),
      people_(people),
      voices_(voices),
      shares_(shares),
      layouts_(layouts),
      steps_(steps),
      media_(media),
      events_(events) {}

void SceneKeeper::settle() {
  std::vector<Member> members;
  std::map<wire::Seat, std::string> ids;
  wire::Marks marks;
  for (const auto& p : people_.all()) {
    if (!p.live) continue;
    const bool speaks = p.gives() && p.microphone && voices_.speaking(p.seat);
    if (speaks) marks.speaking.push_back(p.seat);
    members.push_back({.id = p.id,
                       .seat = p.seat,
                       .role = p.role,
                       .microphone = p.microphone,
                       .camera = p.camera,
                       .speaking = speaks,
                       .camera_live = p.camera_live,
                       .covers_self = p.self == Self::Cover,
                       .window = p.window,
                       .step = steps_.of(p),
                       .last_spoke = voices_.last_spoke(p.seat),
                       .own = p.layout ? &*p.layout : nullptr,
                       .listens = p.listens,
                       .connected = p.listens || p.connection == wire::PeerState::Connected,
                       .music = p.music,
                       .shares = p.share != 0});
    ids.emplace(p.seat, p.id);
  }
  media_.mark(std::move(marks));
  const auto screens = shares_.screens();
  if (screens.empty()) layouts_.end_share();
  const Limits& limits = around_.limits;
  wire::Scene scene = director_.direct({layouts_.choice(), limits.canvas_width, limits.canvas_height, limits.steps,
                                        voices_.floor(), screens, limits.views_per_room},
                                       members);
  for (const auto& [seat, picture] : ask_senders(scene))
    if (const Participant* sender = people_.at(seat)) tell_wanted(*sender, picture);
  scene.revision = media_.scene().revision;
  if (scene == media_.scene()) return;
  ++scene.revision;
  const wire::Scene before = media_.scene();
  shown_.sent(scene, ids);
  media_.show(std::move(scene));
  tell_moved(before);
}

bool SceneKeeper::due(RightSize::Time now) const { return right_size_.due(now); }

void SceneKeeper::forget(wire::Seat seat) { right_size_.forget(seat); }

std::vector<Source> SceneKeeper::ask_senders(wire::Scene& scene) {
  std::map<wire::Seat, const Participant*> by_seat;
  for (const auto& p : people_.all())
    if (p.line) by_seat.emplace(p.seat, &p);
  const auto with_line = [&](wire::Seat seat) {
    const auto at = by_seat.find(seat);
    return at == by_seat.end() ? nullptr : at->second;
  };
  // A viewer on a poor step, only until its link is known, will need good pictures soon, and senders take seconds to
  // provide them.
  wire::Scene soon = scene;
  for (wire::Part& part : soon.parts)
    if (const Participant* viewer = with_line(part.seat); viewer && viewer->line->looking())
      part.step = steps_.wanted(*viewer);
  Wants needed = wanted_of(soon, around_.limits);
  // Video that has not started would never start without a request.
  for (const auto& p : people_.all()) {
    if (!p.live || !p.gives()) continue;
    if (p.camera && !p.camera_live) needed.try_emplace({p.seat, wire::Picture::Camera}, first_pictures);
    if (p.share != 0 && !p.screen)
      needed.try_emplace({p.seat, wire::Picture::Screen}, Wanted{1280, 720, 15, around_.limits.screen_kbps_in});
  }
  auto changed = right_size_.update(needed, around_.now());
  for (wire::Part& part : scene.parts) {
    part.camera_in = right_size_.of({part.seat, wire::Picture::Camera}).kbps;
    part.screen_in = right_size_.of({part.seat, wire::Picture::Screen}).kbps;
    if (const Participant* viewer = with_line(part.seat)) part.goal = steps_.goal(*viewer);
  }
  return changed;
}

void SceneKeeper::tell_wanted(const Participant& participant, wire::Picture picture) {
  const Wanted& wanted = right_size_.of({participant.seat, picture});
  events_.emit(event::VideoWanted{picture, wanted.width, wanted.height, wanted.fps, wanted.kbps}, only(participant.id));
}

void SceneKeeper::tell_wanted(const std::string& id) {
  const Participant* participant = people_.find(id);
  if (!participant || !participant->live || !participant->gives()) return;
  for (const auto picture : {wire::Picture::Camera, wire::Picture::Screen}) tell_wanted(*participant, picture);
}

// A participant who moves to an existing view gets no `layout` event from it, because its layout did not change; send
// one.
void SceneKeeper::tell_moved(const wire::Scene& before) {
  for (const auto& part : media_.scene().parts) {
    const auto& layout = shown_.current(part.view);
    if (part.view != watched_view(before, part.seat) && layout)
      events_.emit(event::LayoutChanged{*layout}, only(people_.at(part.seat)->id));
  }
}

void SceneKeeper::on(const wire::LayoutShown& event) {
  const auto layout = shown_.shown(event);
  if (!layout) return;
  std::set<std::string> readers;
  for (const auto& part : media_.scene().parts)
    if (part.view == event.view) readers.insert(people_.at(part.seat)->id);
  if (event.view == main_view) readers.insert("");  // readers outside the room
  events_.emit(event::LayoutChanged{*layout}, only(std::move(readers)));
}

std::optional<ShownLayout> SceneKeeper::shown_to(const std::string& reader) const {
  const Participant* participant = std::as_const(people_).find(reader);
  return shown_.current(participant ? watched_view(media_.scene(), participant->seat) : main_view);
}

}  // namespace lethe::room
