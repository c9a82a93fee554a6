// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/steps.hpp"

#include <algorithm>

namespace lethe::room {

int Steps::best(const Participant& participant) const {
  return std::max(profile_->max_step(), limits_->best_steps.at(static_cast<std::size_t>(participant.role)));
}

int Steps::wanted(const Participant& participant) const {
  return std::max(participant.step.value_or(limits_->default_step), best(participant));
}

int Steps::of(const Participant& participant) const {
  return std::max(wanted(participant), participant.line ? participant.line->step() : 0);
}

int Steps::goal(const Participant& participant) const {
  return limits_->step_kbps.at(static_cast<std::size_t>(wanted(participant))) * 6 / 5;
}

// Byte streams have no bandwidth estimate, unlike WebRTC, and often use slow links such as Tor's; so start on the best
// small step.
int Steps::listening() const {
  const auto& steps = limits_->steps;
  const auto small = std::find_if(steps.begin(), steps.end(),
                                  [](const StepView& step) { return step.width > 0 && step.width <= 640; });
  return small == steps.end() ? limits_->default_step : static_cast<int>(small - steps.begin());
}

}  // namespace lethe::room
