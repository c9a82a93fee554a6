// SPDX-License-Identifier: AGPL-3.0-or-later
// Has the labels in the tiles drawn when what they say changes: names, and the state of each participant. Owned by its
// room; control thread.
#pragma once

#include "mcu/room/parts/media_link.hpp"
#include "mcu/room/people/room_layouts.hpp"

namespace lethe::room {

class NameTags {
 public:
  // All must outlive this.
  NameTags(const Surroundings& around, Roster& people, const Layouts& layouts, Steps steps, MediaLink& media)
      : around_(around), people_(people), layouts_(layouts), steps_(steps), media_(media) {}

  void settle();  // sends the labels that changed; one that did not costs a comparison

 private:
  NameTag of(const Participant& participant) const;

  const Surroundings& around_;
  Roster& people_;
  const Layouts& layouts_;
  Steps steps_;
  MediaLink& media_;
};

}  // namespace lethe::room
