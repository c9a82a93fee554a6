// SPDX-License-Identifier: AGPL-3.0-or-later
// Who follows what happens in rooms. Part of Service, whose rules hold.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/model/room_event.hpp"

namespace lethe::room {

class Hall;

class EventService {
 public:
  explicit EventService(Hall& hall) : hall_(hall) {}  // which outlives it

  // Events of a room, from after `last_id` if those are still held (256 are), else from a snapshot.
  // The first ones are delivered before the call returns.
  Subscription subscribe(const Actor&, const std::string& room, std::optional<std::uint64_t> last_id, OnEvent on_event);
  void unsubscribe(Subscription subscription);  // unknown ones are ignored
  // Called when a subscription ends by itself (room ended, participant removed), after its last event.
  void on_subscription_end(std::function<void(Subscription)> handler);
  void on_notice(OnNotice handler);  // what is told of rooms to those who sit in none

  // A ticket for one's own events, good once, and who it is that shows it.
  std::string issue_ticket(const Actor&, const std::string& room, const std::string& id);
  ParticipantActor redeem_ticket(const std::string& ticket);

 private:
  Hall& hall_;
  std::uint64_t last_subscription_ = 0;
};

}  // namespace lethe::room
