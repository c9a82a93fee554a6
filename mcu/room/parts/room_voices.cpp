// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/room_voices.hpp"

namespace lethe::room {

bool Voices::hear(const std::vector<wire::Level>& levels, Time now) {
  const bool other_floor = floor_.hear(levels, now);
  return speakers_.hear(levels, now) || other_floor;
}

bool Voices::pass(Time now) {
  const bool other_floor = floor_.pass(now);
  return speakers_.pass(now) || other_floor;
}

void Voices::mute(wire::Seat seat) {
  speakers_.forget(seat);
  floor_.mute(seat);
}

void Voices::leave(wire::Seat seat) {
  speakers_.forget(seat);
  floor_.leave(seat);
}

}  // namespace lethe::room
