// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/speaker.hpp"

namespace lethe::room {
namespace {

using std::chrono::milliseconds;

// -dBov (RFC 6464): speech close to a microphone is at 20 to 40, a quiet room below 60.
constexpr int begins_at = 45;
constexpr int goes_on_at = 55;
// Levels come every 100 ms: a single report is a click or a cough, and one may be missing.
constexpr milliseconds begins_after{90};
constexpr milliseconds gap{250};
constexpr milliseconds hold{1000};

}  // namespace

bool Speakers::hear(const std::vector<wire::Level>& levels, Time now) {
  bool changed = false;
  for (const auto& [seat, level] : levels) {
    State& state = seats_[seat];
    if (level > (state.speaking ? goes_on_at : begins_at)) continue;
    if (!state.voiced || now - state.last_voice > gap) state.voice_since = now;
    state.voiced = true;
    state.last_voice = now;
    if (!state.speaking && now - state.voice_since >= begins_after) changed = state.speaking = true;
    if (state.speaking) state.last_spoke = now;
  }
  return pass(now) || changed;
}

bool Speakers::pass(Time now) {
  bool changed = false;
  for (auto& [seat, state] : seats_)
    if (state.speaking && now - state.last_voice > hold) {
      state.speaking = false;
      changed = true;
    }
  return changed;
}

void Speakers::forget(wire::Seat seat) { seats_.erase(seat); }

bool Speakers::speaking(wire::Seat seat) const {
  const auto at = seats_.find(seat);
  return at != seats_.end() && at->second.speaking;
}

std::optional<Speakers::Time> Speakers::last_spoke(wire::Seat seat) const {
  const auto at = seats_.find(seat);
  return at == seats_.end() ? std::nullopt : at->second.last_spoke;
}

}  // namespace lethe::room
