// SPDX-License-Identifier: AGPL-3.0-or-later
// Who speaks, from the participants' levels. Pure: time comes with each call. A seat speaks after voice in two
// consecutive reports, until a second after its last voice. The threshold to continue is lower than the one to begin.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

class Speakers {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Both return true if anybody began or ceased to speak.
  bool hear(const std::vector<wire::Level>& levels, Time now);
  bool pass(Time now);  // only time passes

  void forget(wire::Seat seat);  // muted or gone

  bool speaking(wire::Seat seat) const;
  std::optional<Time> last_spoke(wire::Seat seat) const;  // absent: never

 private:
  struct State {
    Time voice_since{}, last_voice{};
    bool voiced = false, speaking = false;
    std::optional<Time> last_spoke;
  };
  std::map<wire::Seat, State> seats_;
};

}  // namespace lethe::room
