// SPDX-License-Identifier: AGPL-3.0-or-later
// Available choices, and layouts of rooms and participants. Part of Service, whose rules apply.
#pragma once

#include <string>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/capabilities.hpp"
#include "mcu/room/model/layout.hpp"

namespace lethe::room {

class Hall;

class LayoutService {
 public:
  explicit LayoutService(Hall& hall) : hall_(hall) {}  // which must outlive it

  Capabilities capabilities(const Actor&) const;
  Layout read(const Actor&, const std::string& room) const;
  Layout set(const Actor&, const std::string& room, const Layout&);
  // A participant's own layout, or the room's.
  Layout read_of(const Actor&, const std::string& room, const std::string& id) const;
  Layout set_of(const Actor&, const std::string& room, const std::string& id, const Layout&);
  void clear_of(const Actor&, const std::string& room, const std::string& id);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
