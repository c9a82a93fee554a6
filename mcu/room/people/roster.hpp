// SPDX-License-Identifier: AGPL-3.0-or-later
// The participants of a room, in the order of joining, and what others see of each. Owned by its room; control thread.
#pragma once

#include <vector>

#include "mcu/room/parts/event_log.hpp"
#include "mcu/room/parts/room_voices.hpp"
#include "mcu/room/people/steps.hpp"

namespace lethe::room {

class Roster {
 public:
  Roster(const Voices& voices, Steps steps) : voices_(voices), steps_(steps) {}  // all must outlive it

  std::vector<Participant>& all() { return all_; }
  const std::vector<Participant>& all() const { return all_; }
  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }

  // Null if absent; get() throws NotFound instead. Pointers and references are valid until somebody enters or
  // leaves.
  Participant* find(const std::string& id);
  const Participant* find(const std::string& id) const;
  Participant& get(const std::string& id);
  const Participant& get(const std::string& id) const;
  Participant* at(wire::Seat seat);
  const Participant* of_stay(const std::string& stay) const;  // null also if it was in an earlier run
  const Participant* of_device(const std::string& session) const;
  bool anybody_sends() const;

  wire::Seat next_seat() { return ++last_seat_; }
  Participant& add(Participant participant);  // assigns a seat unless it has one
  Participant remove(const std::string& id);  // throws NotFound
  void clear() { all_.clear(); }

  ParticipantView view(const Participant& participant) const;
  ParticipantView view(const std::string& id) const { return view(get(id)); }
  std::vector<ParticipantView> views() const;
  // Emits an event for each participant whose view differs from the last one sent.
  void tell_changes(EventLog& events);

 private:
  const Voices& voices_;
  Steps steps_;
  std::vector<Participant> all_;
  wire::Seat last_seat_ = 0;
};

}  // namespace lethe::room
