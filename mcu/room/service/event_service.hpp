// SPDX-License-Identifier: AGPL-3.0-or-later
// Subscriptions to events of rooms. Part of Service, whose rules apply.
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
  explicit EventService(Hall& hall) : hall_(hall) {}  // which must outlive it

  // Subscribes to a room's events: those after `last_id` if they are still kept (256 are), otherwise from a snapshot
  // on. Delivers the first ones before the call returns.
  Subscription subscribe(const Actor&, const std::string& room, std::optional<std::uint64_t> last_id, OnEvent on_event);
  void unsubscribe(Subscription subscription);  // ignores unknown ones
  // Called when a subscription ends by itself (room ended, participant removed), after its last event.
  void on_subscription_end(std::function<void(Subscription)> handler);
  void on_notice(OnNotice handler);  // notices about rooms for readers outside

  // Issues a ticket for the caller's own event stream, valid once; redeeming it returns the participant.
  // Throws Forbidden for others.
  std::string issue_ticket(const Actor&, const std::string& room, const std::string& id);
  ParticipantActor redeem_ticket(const std::string& ticket);

 private:
  Hall& hall_;
  std::uint64_t last_subscription_ = 0;
};

}  // namespace lethe::room
