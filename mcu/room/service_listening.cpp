// SPDX-License-Identifier: AGPL-3.0-or-later
// Streams of those who listen.
#include "room/service_impl.hpp"

namespace lethe::room {

std::string Service::issue_ticket(const Actor& actor, const std::string& id, const std::string& participant,
                                  const StreamSpec& spec) {
  impl_->own_media(actor, id, participant).check_listens(participant);
  return impl_->tickets.issue(id, participant, spec, impl_->now());
}

TakenStream Service::take_stream(const std::string& ticket, wire::SharedDescriptor sink) {
  const Tickets::Ticket taken = impl_->tickets.redeem(ticket, impl_->now());
  const auto room = impl_->rooms.find(taken.room);
  if (room == impl_->rooms.end()) throw Error(Code::NotFound);
  return {taken.room, taken.participant, taken.spec.form,
          room->second->take_stream(taken.participant, taken.spec, std::move(sink))};
}

void Service::stream_ended(const TakenStream& stream) {
  if (const auto room = impl_->rooms.find(stream.room); room != impl_->rooms.end())
    room->second->stream_ended(stream.participant, stream.form, stream.number);
}

}  // namespace lethe::room
