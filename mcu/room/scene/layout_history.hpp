// SPDX-License-Identifier: AGPL-3.0-or-later
// Records which participant is at which tile of each view in the scenes sent, until the worker reports which scene it
// shows; layout events derive from this. Owned by its room; control thread.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "mcu/room/model/event_documents.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

class LayoutHistory {
 public:
  void sent(const wire::Scene& scene, const std::map<wire::Seat, std::string>& participants);

  // Nothing when what the view shows has not changed or is not known.
  std::optional<ShownLayout> shown(const wire::LayoutShown& shown);

  // Nothing is shown any more, because the media process was replaced.
  void reset() { views_.clear(); }

  const std::optional<ShownLayout>& current(std::uint32_t view) const;  // absent: nothing is shown

 private:
  struct Sent {
    std::uint64_t revision = 0;  // from this revision until the next entry
    ShownLayout layout;          // without revision and time
  };
  struct Past {
    std::deque<Sent> sent;
    std::optional<ShownLayout> current;
  };
  std::map<std::uint32_t, Past> views_;
};

}  // namespace lethe::room
