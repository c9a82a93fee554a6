// SPDX-License-Identifier: AGPL-3.0-or-later
// Remembers which participant was at which tile in each scene that was sent, until the worker says which one it shows;
// from that come the layout events. Owned by its room; control thread.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "base/fields.hpp"
#include "room/service.hpp"

namespace lethe::room {

class LayoutHistory {
 public:
  void sent(const wire::Scene& scene, const std::map<wire::Seat, std::string>& participants);

  // The layout event's data, or nothing when what is shown has not changed or is not known.
  std::optional<Json> shown(const wire::LayoutShown& shown);

  // Nothing is shown any more: the media process is another one.
  void reset();

  const Json& current() const { return current_; }  // null when nothing is shown

 private:
  struct Sent {
    std::uint64_t revision = 0;
    Json view;
  };
  std::deque<Sent> sent_;
  Json current_;
};

}  // namespace lethe::room
