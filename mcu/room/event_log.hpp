// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of one room: numbered, the newest 256 held for readers that come back, and sent to those who read.
// Owned by its room; control thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "room/service.hpp"

namespace lethe::room {

class EventLog {
 public:
  using Ended = std::function<void(Subscription)>;

  using Readers = std::optional<std::set<std::string>>;
  void emit(std::string type, std::string data, Readers only_for = {});

  // `reader`: id of the participant that reads, or empty. Sends what came after `last_id` when that is still held, else
  // `snapshot`, whose id is that of the newest event, so that a reader resumes after it.
  void subscribe(Subscription subscription, const std::string& reader, std::optional<std::uint64_t> last_id,
                 const std::function<std::string()>& snapshot, OnEvent on_event);
  void unsubscribe(Subscription subscription) { readers_.erase(subscription); }

  void end_reader(const std::string& participant, const Ended& ended);  // every subscription of it
  void end_all(const Ended& ended);

 private:
  struct Reader {
    std::string participant;
    OnEvent on_event;
    bool may_read(const RoomEvent& event) const { return !event.only_for || event.only_for->contains(participant); }
  };
  std::uint64_t last_id_ = 0;
  std::deque<RoomEvent> held_;
  std::map<Subscription, Reader> readers_;
};

}  // namespace lethe::room
