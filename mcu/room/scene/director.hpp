// SPDX-License-Identifier: AGPL-3.0-or-later
// Derives the wire::Scene from the participants and their choices: which views exist, who is where in them, who watches
// which. Participants with the same choice share a view and cover their own tile with their preview. Others get a view
// of their own: clients that cannot cover (a view without themselves), the active speaker, who is shown the previous
// one, and windows of another shape than the room's canvas. No clock and no media: the same calls give the same scenes.
// Owned by its room; control thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "mcu/room/model/limits.hpp"
#include "mcu/room/scene/arrange.hpp"
#include "mcu/room/scene/seating.hpp"

namespace lethe::room {

inline constexpr std::uint32_t main_view = 1;  // shows the room's layout; the first in every scene

// A chosen layout. While a screen is shared, the presentation replaces it, unless it was chosen during that share.
struct Choice {
  Layout layout;
  bool during_share = false;
};

// A participant with a live media session, as far as the scene needs it.
struct Member {
  std::string id;
  wire::Seat seat = 0;
  Role role = Role::Participant;
  bool microphone = true, camera = true;
  bool speaking = false;    // with its microphone on
  bool camera_live = true;  // video arrives
  bool covers_self = true;
  Window window = Window::Wide;
  int step = 0;
  std::optional<std::chrono::steady_clock::time_point> last_spoke = {};
  const Choice* own = nullptr;  // absent: the room's
  bool listens = false;         // has no device
  bool connected = true;        // its media flow; always true for a listener
  bool music = false;           // it sends music
  bool shares = false;          // it shares its screen
};

// The input that is common to all members.
struct Setting {
  Choice layout;
  int canvas_width = 1280, canvas_height = 720;
  std::vector<StepView> steps;
  std::vector<wire::Seat> speakers;  // active speaker, then the previous one
  std::vector<SharedScreen> screens;
  int views_most = wire::views_most;  // at least 1; members beyond it get the room's view
  int reshaped_most = 2;  // of those, views for windows of another shape; members beyond it get the wide one
};

class Director {
 public:
  // Members are in the order of joining. In this order they get views of their own, connected ones first. Leaves the
  // revision and the rates of senders at 0.
  wire::Scene direct(const Setting& setting, const std::vector<Member>& members);

 private:
  struct Key {                     // identifies a view; views with the same key keep their id
    std::optional<Layout> layout;  // absent: the room's current one
    bool for_large = false;        // for the participant who is large in the other view
    wire::Seat without = 0;
    Window window = Window::Wide;
    auto operator<=>(const Key&) const = default;
  };
  struct Plan;
  std::uint32_t id_of(const Key& key);
  bool fits(const Key& key, const std::map<std::uint32_t, Plan>& plans, const Setting& setting) const;
  void forget_unused(const std::vector<Member>& members);

  std::map<Key, std::uint32_t> ids_;
  std::uint32_t last_id_ = 0;
  std::map<std::pair<std::optional<Layout>, LayoutKind>, Seating> seatings_;
};

}  // namespace lethe::room
