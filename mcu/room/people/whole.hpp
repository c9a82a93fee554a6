// SPDX-License-Identifier: AGPL-3.0-or-later
// What the parts of a room need of it as a whole. The room is one; tests of a part have another.
#pragma once

#include "mcu/room/model/event_documents.hpp"
#include "mcu/room/people/participant.hpp"

namespace lethe::room {

class Whole {
 public:
  // Nobody yet: has an id and a token, and is in no list. `token` is told to whoever it is.
  virtual Participant newcomer(const Arrival& arrival, std::string& token) = 0;
  virtual Participant& enter(Participant participant) = 0;        // it is in the room, and those inside are told
  virtual void leave(const std::string& id, Leaving reason) = 0;  // throws NotFound
  virtual event::Snapshot snapshot(const std::string& reader, bool host) const = 0;
  // At the end of every operation: derives what the room shows from what it is now, and tells what is new of it.
  virtual void settle() = 0;

 protected:
  ~Whole() = default;
};

}  // namespace lethe::room
