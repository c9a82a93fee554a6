// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants and what they chose to wire::Scene: which views exist, who is where in them, who watches which.
// Everybody who chose the same shares a view: who is in it covers the own tile with the own preview. Others get a view
// of their own: who cannot cover (one without themselves), and the speaker, who is shown the one before.
// No clock and no media: the same calls give the same scenes. Owned by its room; control thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "mcu/room/model/limits.hpp"
#include "mcu/room/scene/arrange.hpp"
#include "mcu/room/scene/seating.hpp"

namespace lethe::room {

inline constexpr std::uint32_t main_view = 1;  // of the room's layout; the first in every scene

// A layout that somebody chose. While a screen is shared the presentation stands in for it, unless it was chosen
// during that share.
struct Choice {
  Layout layout;
  bool during_share = false;
};

// What the scene needs to know of a participant whose media session lives.
struct Member {
  std::string id;
  wire::Seat seat = 0;
  Role role = Role::Participant;
  bool microphone = true, camera = true, speaking = false;
  bool camera_live = true;  // pictures come
  bool covers_self = true;
  int step = 0;
  std::optional<std::chrono::steady_clock::time_point> last_spoke = {};
  const Choice* own = nullptr;  // absent: the room's
  bool listens = false;         // has no device
  bool connected = true;        // its media flow, or may: it listens
  bool music = false;           // what it sends is music
};

// What is the same for all of them.
struct Setting {
  Choice layout;
  int canvas_width = 1280, canvas_height = 720;
  std::vector<StepView> steps;
  std::vector<wire::Seat> speakers;  // the one who has the floor, then the one before
  std::vector<SharedScreen> screens;
  int views_most = wire::views_most;  // from 1; who would need one more gets the room's own
};

class Director {
 public:
  // Members come in the order in which they joined; so do they get views of their own, who is connected first. The
  // revision and what is asked of senders are left at 0.
  wire::Scene direct(const Setting& setting, const std::vector<Member>& members);

 private:
  struct Key {                     // what makes views different; views with one key keep one id
    std::optional<Layout> layout;  // absent: the room's, whichever it is
    bool for_large = false;        // for the one who is large in the other one
    wire::Seat without = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Plan;
  std::uint32_t id_of(const Key& key);
  bool fits(const Key& key, const std::map<std::uint32_t, Plan>& plans, int views_most) const;
  void forget_unused(const std::vector<Member>& members);

  std::map<Key, std::uint32_t> ids_;
  std::uint32_t last_id_ = 0;
  std::map<std::pair<std::optional<Layout>, LayoutKind>, Seating> seatings_;
};

}  // namespace lethe::room
