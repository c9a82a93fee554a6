// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/media_service.hpp"

#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {
namespace {
constexpr std::chrono::seconds nothing_to_show_for{5};  // retry after this
}

void MediaService::offer(const Actor& actor, const std::string& room, const std::string& id, const std::string& sdp,
                         OnAnswer done, std::uint64_t number) {
  hall_.own_media(actor, room, id).sessions().offer(id, sdp, std::move(done), number);
}

void MediaService::trickle(const Actor& actor, const std::string& room, const std::string& id,
                           const std::string& fragment, const std::string& if_match, OnAnswer done) {
  hall_.own_media(actor, room, id).sessions().trickle(id, fragment, if_match, std::move(done));
}

void MediaService::hang_up(const Actor& actor, const std::string& room, const std::string& id) {
  hall_.own_media(actor, room, id).sessions().hang_up(id);
}

Room& MediaService::for_device(const Actor& actor, const std::string& id, Device::Kind kind,
                               const std::string& network) const {
  Room& room = hall_.find(actor, id, kind == Device::Kind::Camera ? Action::Publish : Action::Watch);
  hall_.check_entrance(actor, room, {.network = network});
  if (hall_.has_to_wait(actor, room)) throw Error(Code::LobbyRequired);
  return room;
}

void MediaService::offer_of_device(const Actor& actor, const std::string& id, const DeviceOffer& offer,
                                   const OnDeviceAnswer& done) {
  Room& room = for_device(actor, id, offer.kind, offer.network);
  if (Hall::is_full(room)) throw Error(Code::RoomFull);
  if (offer.kind == Device::Kind::Display && !room.people().anybody_sends()) {
    Error nothing(Code::NothingToShow);
    nothing.retry_after = nothing_to_show_for;
    throw nothing;
  }
  // From now on, because it already has a media process.
  if (room.places_taken() == 0) room.meeting().opened_from(hall_.share_of(offer.network));
  const auto* invited = std::get_if<InvitationActor>(&actor);
  room.devices().offer(offer, invited ? invited->invitation : std::string(), done);
}

void MediaService::device_enters(const Actor& actor, const std::string& id, const std::string& session) {
  Room& room = for_device(actor, id, Device::Kind::Display, {});  // the kind was checked with the offer
  room.devices().enter(session);
  if (const auto* invited = std::get_if<InvitationActor>(&actor)) hall_.use_invitation(room, invited->invitation);
}

std::optional<ParticipantActor> MediaService::device(const Secret& token, Device::Kind kind, const std::string& id,
                                                     const std::string& session) const {
  Room* room = hall_.at(id);
  const Participant* found = room ? room->people().of_device(session) : nullptr;
  if (!found || found->device->kind != kind || found->device->token_hash != sha256(token.reveal())) return {};
  return ParticipantActor{id, found->id, found->role};
}

std::string MediaService::issue_ticket(const Actor& actor, const std::string& id, const std::string& participant,
                                       const StreamSpec& spec) {
  hall_.own_media(actor, id, participant).streams().check_listens(participant);
  return hall_.tickets.issue(Tickets::For::Stream, id, participant, spec, hall_.now());
}

TakenStream MediaService::take_stream(const std::string& ticket, wire::SharedDescriptor sink) {
  CHECK_ON(hall_);
  const Tickets::Ticket taken = hall_.tickets.redeem(Tickets::For::Stream, ticket, hall_.now());
  return {taken.room, taken.participant, taken.spec.form,
          hall_.get(taken.room).streams().take(taken.participant, taken.spec, std::move(sink))};
}

void MediaService::stream_ended(const TakenStream& stream) {
  if (Room* room = hall_.at(stream.room)) room->streams().ended(stream.participant, stream.form, stream.number);
}

}  // namespace lethe::room
