// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/event_service.hpp"

#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {

Subscription EventService::subscribe(const Actor& actor, const std::string& id, std::optional<std::uint64_t> last_id,
                                     OnEvent on_event) {
  Room& room = hall_.find(actor, id, Action::FollowEvents);
  const auto* inside = std::get_if<ParticipantActor>(&actor);
  EventLog::Reader reader{inside ? inside->participant : std::string(), inside ? std::string() : owner_of(actor).name,
                          allowed(actor, Action::Admit), inside && inside->waiting, 0};
  const Subscription subscription{++last_subscription_};
  room.follow(subscription, std::move(reader), last_id, std::move(on_event));
  hall_.subscriptions.emplace(subscription, id);
  return subscription;
}

void EventService::unsubscribe(Subscription subscription) {
  CHECK_ON(hall_);
  const auto followed = hall_.subscriptions.extract(subscription);
  if (followed.empty()) return;
  if (Room* room = hall_.at(followed.mapped())) room->events().unsubscribe(subscription);
}

void EventService::on_subscription_end(std::function<void(Subscription)> handler) {
  CHECK_ON(hall_);
  hall_.on_ended = std::move(handler);
}

void EventService::on_notice(OnNotice handler) {
  CHECK_ON(hall_);
  hall_.on_notice = std::move(handler);
}

std::string EventService::issue_ticket(const Actor& actor, const std::string& id, const std::string& participant) {
  hall_.find(actor, id, Action::FollowEvents);
  if (!is_self(actor, participant)) throw Error(Code::Forbidden);
  return hall_.tickets.issue(Tickets::For::News, id, participant, {}, hall_.now());
}

ParticipantActor EventService::redeem_ticket(const std::string& ticket) {
  CHECK_ON(hall_);
  const Tickets::Ticket taken = hall_.tickets.redeem(Tickets::For::News, ticket, hall_.now());
  Room& room = hall_.get(taken.room);
  const bool waits = room.lobby().has(taken.participant);
  const ParticipantView who = waits ? room.lobby().view(taken.participant) : room.people().view(taken.participant);
  return {taken.room, who.id, who.role, waits};
}

}  // namespace lethe::room
