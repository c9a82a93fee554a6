// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of one room: numbered, sent to readers, and the newest kept for returning readers (at most 256, and 4 MiB
// of data). Owned by its room; control thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "mcu/base/fields.hpp"
#include "mcu/room/model/event_documents.hpp"
#include "mcu/room/model/room_event.hpp"

namespace lethe::room {

// The readers of an event.
struct Audience {
  std::optional<std::set<std::string>> only = {};  // participant ids, "" for other readers; absent: everybody
  bool hosts = false;                              // only participants who may admit
  bool only_now = false;                           // not kept for returning readers
};
inline Audience everybody() { return {}; }
inline Audience hosts() { return {.hosts = true}; }
inline Audience only(std::set<std::string> participants) { return {.only = std::move(participants)}; }
inline Audience only(const std::string& participant) { return only(std::set{participant}); }
inline Audience only_now(const std::string& participant) { return {.only = std::set{participant}, .only_now = true}; }

class EventLog {
 public:
  using Ended = std::function<void(Subscription)>;

  // Returns the event's number; 0 for a passing event, which only current readers get.
  template <class Event>
  std::uint64_t emit(const Event& event, Audience audience = everybody()) {
    if (event::is_passing<Event>) audience.only_now = true;
    return tell(std::string(Event::name), print(event), std::move(audience));
  }

  void blank(std::uint64_t id);  // returning readers no longer get this one
  void forget();                 // returning readers get a snapshot instead of earlier events

  bool read() const { return !readers_.empty(); }  // true if anybody reads

  // A reader: a participant, or the room's owner.
  struct Reader {
    std::string participant;  // id; empty: the owner
    std::string owner;        // name; empty: a participant
    bool host = false;        // may admit
    bool waiting = false;     // in the lobby: gets only its own events
    std::uint64_t since = 0;  // earlier public events are not repeated
    bool may_read(const RoomEvent& event) const {
      if (event.only_for) return event.only_for->contains(participant);
      return !waiting && (host || !event.for_hosts);
    }
  };
  // Sends the events after `last_id` if they are still kept; otherwise `snapshot`, with the newest event's id, so that
  // a reader resumes after it.
  void subscribe(Subscription subscription, const Reader& reader, std::optional<std::uint64_t> last_id,
                 const std::function<event::Snapshot()>& snapshot, OnEvent on_event);
  void unsubscribe(Subscription subscription) { readers_.erase(subscription); }

  bool reads(const std::string& participant) const;
  void admit(const std::string& participant);                           // no longer waits
  bool set_host(const std::string& participant, bool host);             // true if it reads and its state changed
  void end_reader(const std::string& participant, const Ended& ended);  // all its subscriptions
  void end_owner(const Ended& ended);                                   // of the room's owner
  void end_all(const Ended& ended);

 private:
  std::uint64_t tell(std::string type, std::string data, Audience audience);
  void end_where(const std::function<bool(const Reader&)>& wanted, const Ended& ended);

  struct Line : Reader {
    OnEvent on_event;
  };
  std::uint64_t last_id_ = 0;
  std::deque<RoomEvent> held_;
  std::size_t held_bytes_ = 0;
  std::map<Subscription, Line> readers_;
};

}  // namespace lethe::room
