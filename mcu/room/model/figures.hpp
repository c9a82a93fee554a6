// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures of the whole server: nothing in them belongs to one room or one person. Plain values.
#pragma once

#include <array>
#include <cstdint>

#include "mcu/room/model/actor.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

using ByRole = std::array<std::uint64_t, names(Role{}).size()>;

// Sums that outlive rooms; kept by the service.
struct Totals {
  wire::Stats media;  // counters of ended media processes
  ByRole joins{};
};

struct Figures {
  std::uint64_t rooms = 0, live_rooms = 0;  // with a media process
  ByRole participants{};
  std::uint64_t waiting = 0;  // in lobbies
  std::uint64_t media_processes = 0;
  bool ready = false;  // a media process waits for a room
  Totals totals;       // includes existing rooms
};

// Adds counters and gauges; without `now` only counters, as for an ended process.
void add(wire::Stats& sum, const wire::Stats& more, bool now);

}  // namespace lethe::room
