// SPDX-License-Identifier: AGPL-3.0-or-later
// What the configuration says of rooms. Plain values.
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
  int rooms = 50;  // of API keys and nobody, and of accounts those with people in them
  int rooms_per_account = 20;
  int participants_per_room = 50;
  int invitations_per_room = 1000;
  int views_per_room = 8;  // different pictures that a room makes; each costs an encoder a step
  // An empty room that nobody can enter any more (no API key owns it, no invitation is left) ends after that.
  std::chrono::seconds empty_room_ttl{300};
  // A room that is no account's ends after so many days in which nobody was in it. All others live until they are
  // deleted.
  std::chrono::days unused_room_ttl{30};
  std::string public_url;  // joinUrl = public_url + "/join#" + room + "/" + token
  std::vector<IceSetting> ice_servers;
  int canvas_width = 1280, canvas_height = 720;                // on which layouts are computed
  std::vector<StepView> steps{{"720p", 1280, 720, 25, 1200}};  // the quality ladder, from top to bottom
  int default_step = 0;                                        // index into it; no better one is chosen for anybody
  std::vector<int> step_kbps{1400};                            // what each costs on a viewer's line (step_choice.hpp)
  std::array<int, 3> best_steps{};                             // for each Role: index of the best one that it may have
  int video_kbps_in = 600, screen_kbps_in = 1500;              // asked of a camera and of a screen at most
};
struct ApiKey {
  std::string name;
  std::string sha256;  // of the key, lower-case hex
  std::vector<Scope> scopes;
};

}  // namespace lethe::room
