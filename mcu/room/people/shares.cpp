// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/shares.hpp"

#include <algorithm>
#include <map>

namespace lethe::room {

void Shares::claim(Participant& participant, bool claim, int most) {
  if (claim == (participant.share != 0)) return;
  const auto taken = std::count_if(people_.all().begin(), people_.all().end(),
                                   [](const Participant& other) { return other.share != 0; });
  if (claim && taken >= most) throw Error(Code::ScreenTaken, {}, {{"/screen", "is shared by somebody else"}});
  participant.share = claim ? ++last_ : 0;
}

std::vector<SharedScreen> Shares::screens() const {
  std::map<int, SharedScreen> shared;
  for (const auto& participant : people_.all())
    if (participant.live && participant.share != 0 && participant.screen)
      shared.emplace(participant.share, *participant.screen);
  std::vector<SharedScreen> screens;
  for (const auto& [order, screen] : shared) screens.push_back(screen);
  return screens;
}

}  // namespace lethe::room
