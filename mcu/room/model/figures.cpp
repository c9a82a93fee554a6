// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/figures.hpp"

namespace lethe::room {

void add(wire::Stats& sum, const wire::Stats& more, bool now) {
  std::apply([&](const auto&... field) { ((sum.*field.member += more.*field.member), ...); }, wire::Stats::fields());
  if (now) return;
  for (const auto gauge :
       {&wire::Stats::views, &wire::Stats::encoders, &wire::Stats::estimated_out, &wire::Stats::asked_in})
    sum.*gauge -= more.*gauge;
}

}  // namespace lethe::room
