// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures of the server as JSON: the JSON form of /metrics, which `lethe status` reads. Counts of the whole server,
// nothing about a room or a person. A plain value.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include "mcu/base/field.hpp"
#include "mcu/room/model/figures.hpp"

namespace lethe::api {

struct RoleCounts {
  std::uint64_t moderator = 0, participant = 0, viewer = 0;
  static constexpr auto fields() {
    return std::tuple{field("moderator", &RoleCounts::moderator), field("participant", &RoleCounts::participant),
                      field("viewer", &RoleCounts::viewer)};
  }
};

struct ServerFigures {
  std::string build;
  bool ready = false;                       // a media process waits for a room
  bool store_usable = false;                // the store can be written
  std::uint64_t rooms = 0, live_rooms = 0;  // with a media process
  RoleCounts participants;                  // in rooms
  RoleCounts joins;                         // since the start
  std::uint64_t waiting = 0;                // in lobbies
  std::uint64_t event_streams = 0, media_processes = 0;
  wire::Stats media;  // sums over running media processes; counters also include ended ones
  static constexpr auto fields() {
    return std::tuple{field("build", &ServerFigures::build),
                      field("ready", &ServerFigures::ready),
                      field("storeUsable", &ServerFigures::store_usable),
                      field("rooms", &ServerFigures::rooms),
                      field("liveRooms", &ServerFigures::live_rooms),
                      field("participants", &ServerFigures::participants),
                      field("joins", &ServerFigures::joins),
                      field("waiting", &ServerFigures::waiting),
                      field("eventStreams", &ServerFigures::event_streams),
                      field("mediaProcesses", &ServerFigures::media_processes),
                      field("media", &ServerFigures::media)};
  }
};

}  // namespace lethe::api
