// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/limits.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"

namespace lethe::room {

int step_named(const Limits& limits, const std::string& name, const char* pointer) {
  const auto& steps = limits.steps;
  const auto at = std::find_if(steps.begin(), steps.end(), [&](const StepView& step) { return step.name == name; });
  if (at == steps.end()) throw Error(Code::InvalidField, {}, {{pointer, "is not the name of a step"}});
  return static_cast<int>(at - steps.begin());
}

}  // namespace lethe::room
