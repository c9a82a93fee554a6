// SPDX-License-Identifier: AGPL-3.0-or-later
// What the label in a participant's tile says. Plain value.
#pragma once

#include <string>

namespace lethe::room {

struct NameTag {
  // Places in the line beyond it look the same, so that one lowered hand draws few labels anew.
  static constexpr int hands_most = 10;

  std::string name;  // UTF-8
  int hand = 0;      // its place in the line of raised hands, from 1 to hands_most; 0: not raised
  bool muted = false, host = false, spotlight = false;
  bool poor = false;  // its connection carries less than it is to watch
  bool operator==(const NameTag&) const = default;
};

}  // namespace lethe::room
