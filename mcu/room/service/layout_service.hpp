// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be chosen, and who sees what. Part of Service, whose rules hold.
#pragma once

#include <string>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/capabilities.hpp"
#include "mcu/room/model/layout.hpp"

namespace lethe::room {

class Hall;

class LayoutService {
 public:
  explicit LayoutService(Hall& hall) : hall_(hall) {}  // which outlives it

  Capabilities capabilities(const Actor&) const;
  Layout read(const Actor&, const std::string& room) const;
  Layout set(const Actor&, const std::string& room, const Layout&);
  // What one participant sees instead; without one of its own, the room's.
  Layout read_of(const Actor&, const std::string& room, const std::string& id) const;
  Layout set_of(const Actor&, const std::string& room, const std::string& id, const Layout&);
  void clear_of(const Actor&, const std::string& room, const std::string& id);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
