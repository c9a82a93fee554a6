// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/director.hpp"

#include <algorithm>
#include <set>

namespace lethe::room {
namespace {

bool gives(const Member& member) { return member.role != Role::Viewer && !member.listens; }
bool shows_camera(const Member& member) { return gives(member) && member.camera && member.camera_live; }

bool places_screen(const Layout& layout) {
  return std::any_of(layout.custom.begin(), layout.custom.end(),
                     [](const CustomTile& tile) { return tile.picture == wire::Picture::Screen; });
}

LayoutKind kind_of(const Choice& choice, const Setting& setting) {
  const bool stays = choice.during_share || places_screen(choice.layout);
  return setting.screens.empty() || stays ? choice.layout.kind : LayoutKind::Presentation;
}

Cast cast_of(const Layout& layout, LayoutKind kind, const Setting& setting, const std::vector<Member>& members,
             Seating& seating) {
  Cast cast{.order = {}, .large = {}, .screens = setting.screens, .seats = {}};
  std::vector<Seating::Person> people;
  for (const auto& member : members) {
    if (!gives(member)) continue;
    cast.seats.emplace(member.id, member.seat);
    people.push_back(
        {member.seat, !layout.hide_cameraless || shows_camera(member), member.speaking, member.last_spoke});
  }
  std::vector<wire::Seat> pinned;
  for (const auto& pin : layout.pins)
    if (const auto seat = cast.seats.find(pin); seat != cast.seats.end()) pinned.push_back(seat->second);
  for (auto& person : people)
    if (std::find(pinned.begin(), pinned.end(), person.seat) != pinned.end()) person.eligible = false;
  const auto taken = std::ssize(pinned) + std::ssize(cast.screens);
  const auto seated = seating.order(people, std::max(0, tiles_of(layout, kind) - static_cast<int>(taken)));
  cast.order = pinned;
  cast.order.insert(cast.order.end(), seated.begin(), seated.end());
  cast.large = pinned;
  for (const wire::Seat speaker : setting.speakers)
    if (std::find(cast.order.begin(), cast.order.end(), speaker) != cast.order.end()) cast.large.push_back(speaker);
  cast.large.insert(cast.large.end(), seated.begin(), seated.end());
  return cast;
}

Cast without(Cast cast, wire::Seat seat) {
  std::erase(cast.order, seat);
  std::erase(cast.large, seat);
  std::erase_if(cast.seats, [&](const auto& named) { return named.second == seat; });
  return cast;
}

bool has_large(LayoutKind kind, const Cast& cast) {
  const bool kinds = kind == LayoutKind::Speaker || kind == LayoutKind::Sidebar || kind == LayoutKind::Single ||
                     kind == LayoutKind::Presentation;
  return kinds && cast.screens.empty() && cast.large.size() > 1;
}

// Two people before upright screens. Each gets the other alone, as large as the screen, and covers a corner with
// itself.
bool face_to_face(LayoutKind kind, const Cast& cast, const std::vector<Member>& members) {
  if (kind != LayoutKind::Gallery || !cast.screens.empty() || cast.order.size() != 2) return false;
  return std::all_of(members.begin(), members.end(), [](const Member& member) {
    return !gives(member) || (member.window == Window::Upright && member.covers_self);
  });
}

// The canvas for a window: the room's, cut to another shape or turned upright.
std::pair<int, int> canvas_in(Window window, const Setting& setting) {
  const int width = setting.canvas_width, height = setting.canvas_height;
  switch (window) {
    case Window::Wide:
      return {width, height};
    case Window::Standard:
      return {std::min(width, height * 4 / 3 / 2 * 2), height};
    case Window::Upright:
      return {std::min(width, height), std::max(width, height)};
    case Window::Flat:
      return {width, std::min(height, width * 6 / 13 / 2 * 2)};
  }
  return {width, height};
}

// The canvas of a presentation grows with the best step of its viewers, so that text stays sharp.
std::pair<int, int> canvas_for(LayoutKind kind, Window window, int best_width, int best_height,
                               const Setting& setting) {
  const auto [width, height] = canvas_in(window, setting);
  if (kind != LayoutKind::Presentation || setting.screens.empty()) return {width, height};
  if (height > width && best_width > best_height) std::swap(best_width, best_height);  // a step turns with its canvas
  const double scale = std::min(double(best_width) / width, double(best_height) / height);
  if (scale <= 1) return {width, height};
  return {static_cast<int>(width * scale / 2) * 2, static_cast<int>(height * scale / 2) * 2};
}

}  // namespace

struct Director::Plan {  // a view to create
  const Choice* choice = nullptr;
  LayoutKind kind = LayoutKind::Gallery;
  Cast cast;
  Window window = Window::Wide;
  int best_width = 0, best_height = 0;  // of its viewers' steps
};

std::uint32_t Director::id_of(const Key& key) {
  const auto [at, fresh] = ids_.try_emplace(key, last_id_ + 1);
  if (fresh) ++last_id_;
  return at->second;
}

// True if the plans have a view with that key, or room for one.
bool Director::fits(const Key& key, const std::map<std::uint32_t, Plan>& plans, const Setting& setting) const {
  if (const auto known = ids_.find(key); known != ids_.end() && plans.contains(known->second)) return true;
  const auto reshaped =
      std::count_if(plans.begin(), plans.end(), [](const auto& plan) { return plan.second.window != Window::Wide; });
  return std::ssize(plans) < setting.views_most && (key.window == Window::Wide || reshaped < setting.reshaped_most);
}

void Director::forget_unused(const std::vector<Member>& members) {
  std::set<std::optional<Layout>> layouts{std::nullopt};
  std::set<wire::Seat> seats{0};
  for (const auto& member : members) {
    seats.insert(member.seat);
    if (member.own) layouts.insert(member.own->layout);
  }
  std::erase_if(ids_, [&](const auto& entry) {
    return !layouts.contains(entry.first.layout) || !seats.contains(entry.first.without);
  });
  std::erase_if(seatings_, [&](const auto& entry) { return !layouts.contains(entry.first.first); });
}

wire::Scene Director::direct(const Setting& setting, const std::vector<Member>& members) {
  forget_unused(members);
  struct Base {
    LayoutKind kind;
    Cast cast;
  };
  std::map<std::optional<Layout>, Base> bases;
  const auto base_of = [&](const std::optional<Layout>& own, const Choice& choice) -> const Base& {
    const auto known = bases.find(own);
    if (known != bases.end()) return known->second;
    const LayoutKind kind = kind_of(choice, setting);
    return bases.emplace(own, Base{kind, cast_of(choice.layout, kind, setting, members, seatings_[{own, kind}])})
        .first->second;
  };

  std::map<std::uint32_t, Plan> plans;
  const Base& room = base_of(std::nullopt, setting.layout);
  plans[id_of({})] = {&setting.layout, room.kind, room.cast, Window::Wide};

  std::vector<const Member*> by_claim;
  for (const auto& member : members) by_claim.push_back(&member);
  std::stable_partition(by_claim.begin(), by_claim.end(), [](const Member* member) { return member->connected; });

  wire::Scene scene;
  for (const Member* claims : by_claim) {
    const Member& member = *claims;
    const bool chose = member.own && member.own->layout != setting.layout.layout;
    const Choice& choice = chose ? *member.own : setting.layout;
    Key key{chose ? std::optional(choice.layout) : std::nullopt, false, 0, Window::Wide};
    const Base& base = base_of(key.layout, choice);
    if (gives(member)) {
      key.for_large = has_large(base.kind, base.cast) && base.cast.large.front() == member.seat;
      if (!member.covers_self) key.without = member.seat;
    }
    // The rectangles of a custom layout are those of the room's canvas.
    if (base.kind != LayoutKind::Custom) key.window = member.window;
    Key facing = key;
    facing.without = member.seat;
    if (gives(member) && face_to_face(base.kind, base.cast, members) && fits(facing, plans, setting)) key = facing;
    if (!fits(key, plans, setting)) key.window = Window::Wide;
    if (!fits(key, plans, setting)) key = {};
    const std::uint32_t id = id_of(key);
    Plan& plan = plans[id];
    if (!plan.choice) {
      plan = {&choice, base.kind, key.without != 0 ? without(base.cast, key.without) : base.cast, key.window};
      if (key.for_large) std::erase(plan.cast.large, member.seat);
    }
    const StepView& step = setting.steps.at(static_cast<std::size_t>(member.step));
    plan.best_width = std::max(plan.best_width, step.width);
    plan.best_height = std::max(plan.best_height, step.height);
    scene.parts.push_back({.seat = member.seat,
                           .heard = gives(member) && (member.microphone || (member.music && member.shares)),
                           .seen = gives(member) && member.camera,
                           .music = gives(member) && member.music,
                           .view = id,
                           .step = member.step});
  }

  std::sort(scene.parts.begin(), scene.parts.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });

  std::map<std::uint32_t, std::uint32_t> same;  // merges equal views
  for (const auto& [id, plan] : plans) {
    const auto [width, height] = canvas_for(plan.kind, plan.window, plan.best_width, plan.best_height, setting);
    wire::View view{id, width, height, arrange(plan.choice->layout, plan.kind, plan.cast, width, height)};
    const auto equal = std::find_if(scene.views.begin(), scene.views.end(), [&](const wire::View& other) {
      return other.width == width && other.height == height && other.tiles == view.tiles;
    });
    same[id] = equal == scene.views.end() ? id : equal->id;
    if (equal == scene.views.end()) scene.views.push_back(std::move(view));
  }
  for (auto& part : scene.parts) part.view = same.at(part.view);
  return scene;
}

}  // namespace lethe::room
