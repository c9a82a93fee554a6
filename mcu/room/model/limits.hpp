// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration of rooms. Plain values.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "mcu/room/model/capabilities.hpp"
#include "mcu/room/model/ice_servers.hpp"
#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

struct Limits {
  int rooms = 50;  // of API keys and of nobody; of accounts, only those with people inside
  int rooms_per_account = 20;
  int participants_per_room = 50;
  int invitations_per_room = 1000;
  int views_per_room = 8;  // different pictures of a room; each costs an encoder per step
  // An empty room that nobody can enter any more (no API key owns it, no invitation is left) ends after this time.
  std::chrono::seconds empty_room_ttl{300};
  // A room that no account owns ends after this many days in which nobody was in it. All others exist until they are
  // deleted.
  std::chrono::days unused_room_ttl{30};
  std::string public_url;  // joinUrl = public_url + "/join#" + room + "/" + token
  std::vector<IceSetting> ice_servers;
  int canvas_width = 1280, canvas_height = 720;                // for computing layouts
  std::vector<StepView> steps{{"720p", 1280, 720, 25, 1200}};  // the quality ladder, best step first
  int default_step = 0;                            // index into it; the best one that is chosen automatically
  std::vector<int> step_kbps{1400};                // cost of each on the link to a viewer (step_choice.hpp)
  std::array<int, 3> best_steps{};                 // for each Role: index of its best permitted one
  int video_kbps_in = 600, screen_kbps_in = 1500;  // the most asked of a camera; of a screen
};
// Index into the ladder. Throws InvalidField, at `pointer`.
int step_named(const Limits& limits, const std::string& name, const char* pointer);

struct ApiKey {
  std::string name;
  std::string sha256;  // of the key, lower-case hex
  std::vector<Scope> scopes;
};

}  // namespace lethe::room
