// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/name_tags.hpp"

#include <algorithm>
#include <utility>

namespace lethe::room {
namespace {

// From 1. Who raised it in the same second stands in the order of joining.
int place_in_line(const Participant& participant, const std::vector<Participant>& all) {
  const auto before = [&](const Participant& other) {
    return other.hand &&
           (*other.hand < *participant.hand || (*other.hand == *participant.hand && &other < &participant));
  };
  return 1 + static_cast<int>(std::count_if(all.begin(), all.end(), before));
}

}  // namespace

NameTag NameTags::of(const Participant& participant) const {
  const auto& pins = layouts_.of_room().pins;
  const auto& line = participant.line;
  return {.name = participant.name,
          .hand = participant.hand ? std::min(place_in_line(participant, people_.all()), NameTag::hands_most) : 0,
          .muted = !participant.microphone,
          .host = participant.role == Role::Moderator,
          .spotlight = std::find(pins.begin(), pins.end(), participant.id) != pins.end(),
          .poor = line && !line->looking() && line->step() > steps_.wanted(participant)};
}

void NameTags::settle() {
  if (!around_.labels.name) return;
  for (auto& participant : people_.all()) {
    if (!participant.live || !participant.gives()) continue;
    NameTag tag = of(participant);
    if (tag == participant.labelled) continue;
    media_.send(around_.labels.name(participant.seat, tag, participant.id));
    if (tag.name != participant.labelled.name)
      media_.send(around_.labels.avatar(participant.seat, tag.name, participant.id));
    participant.labelled = std::move(tag);
  }
}

}  // namespace lethe::room
