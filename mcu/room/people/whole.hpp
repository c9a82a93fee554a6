// SPDX-License-Identifier: AGPL-3.0-or-later
// What the parts of a room need from the whole room. Implemented by Room, and by the tests of parts. Control thread.
#pragma once

#include "mcu/room/model/event_documents.hpp"
#include "mcu/room/people/participant.hpp"

namespace lethe::room {

class Whole {
 public:
  // Creates a participant with an id and a token, in no list yet. `token` is for the participant.
  virtual Participant newcomer(const Arrival& arrival, std::string& token) = 0;
  virtual Participant& enter(Participant participant) = 0;        // adds it to the room and announces it
  virtual void leave(const std::string& id, Leaving reason) = 0;  // throws NotFound
  virtual event::Snapshot snapshot(const std::string& reader, bool host) const = 0;
  // Called at the end of every operation: derives the scene from the current state, and announces changes.
  virtual void settle() = 0;

 protected:
  ~Whole() = default;
};

}  // namespace lethe::room
