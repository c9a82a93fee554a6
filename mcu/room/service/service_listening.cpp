// SPDX-License-Identifier: AGPL-3.0-or-later
// Streams of those who listen.
#include "mcu/room/service/service_impl.hpp"

namespace lethe::room {

std::string Service::issue_ticket(const Actor& actor, const std::string& id, const std::string& participant,
                                  const StreamSpec& spec) {
  impl_->own_media(actor, id, participant).check_listens(participant);
  return impl_->tickets.issue(Tickets::For::Stream, id, participant, spec, impl_->now());
}

TakenStream Service::take_stream(const std::string& ticket, wire::SharedDescriptor sink) {
  const Tickets::Ticket taken = impl_->tickets.redeem(Tickets::For::Stream, ticket, impl_->now());
  const auto room = impl_->rooms.find(taken.room);
  if (room == impl_->rooms.end()) throw Error(Code::NotFound);
  return {taken.room, taken.participant, taken.spec.form,
          room->second->take_stream(taken.participant, taken.spec, std::move(sink))};
}

std::string Service::issue_news_ticket(const Actor& actor, const std::string& id, const std::string& participant) {
  impl_->find(actor, id, Action::FollowEvents);
  if (!is_self(actor, participant)) throw Error(Code::Forbidden);
  return impl_->tickets.issue(Tickets::For::News, id, participant, {}, impl_->now());
}

ParticipantActor Service::redeem_news_ticket(const std::string& ticket) {
  const Tickets::Ticket taken = impl_->tickets.redeem(Tickets::For::News, ticket, impl_->now());
  const auto room = impl_->rooms.find(taken.room);
  if (room == impl_->rooms.end()) throw Error(Code::NotFound);
  const bool waits = room->second->waits(taken.participant);
  const ParticipantView who =
      waits ? room->second->waiting(taken.participant) : room->second->participant(taken.participant);
  return {taken.room, who.id, who.role, waits};
}

void Service::stream_ended(const TakenStream& stream) {
  if (const auto room = impl_->rooms.find(stream.room); room != impl_->rooms.end())
    room->second->stream_ended(stream.participant, stream.form, stream.number);
}

}  // namespace lethe::room
