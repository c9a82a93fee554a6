// SPDX-License-Identifier: AGPL-3.0-or-later
// Cameras and displays at the door of a room.
#include "mcu/room/service/service_impl.hpp"

namespace lethe::room {
namespace {
constexpr std::chrono::seconds nothing_to_show_for{5};  // then ask again
}

Room& Service::Impl::for_device(const Actor& actor, const std::string& id, Device::Kind kind,
                                const std::string& network) const {
  Room& room = find(actor, id, kind == Device::Kind::Camera ? Action::Publish : Action::Watch);
  check_entrance(actor, room, {.network = network});
  const auto* invited = std::get_if<InvitationActor>(&actor);
  if ((room.settings().lobby && !allowed(actor, Action::PassLobby)) || (invited && room.distrusts(invited->invitation)))
    throw Error(Code::LobbyRequired);
  return room;
}

void Service::offer_of_device(const Actor& actor, const std::string& id, const DeviceOffer& offer,
                              const OnDeviceAnswer& done) {
  Room& room = impl_->for_device(actor, id, offer.kind, offer.network);
  if (room.full()) throw Error(Code::RoomFull);
  if (offer.kind == Device::Kind::Display && !room.anybody_sends()) {
    Error nothing(Code::NothingToShow);
    nothing.retry_after = nothing_to_show_for;
    throw nothing;
  }
  // From now on: a media process is for it already.
  if (!room.occupied()) room.opened_from(impl_->share_of(offer.network));
  const auto* invited = std::get_if<InvitationActor>(&actor);
  room.offer_of_device(offer, invited ? invited->invitation : std::string(), done);
}

void Service::device_enters(const Actor& actor, const std::string& id, const std::string& session) {
  Room& room = impl_->for_device(actor, id, Device::Kind::Display, {});  // which kind was checked with the offer
  room.device_enters(session);
  if (const auto* invited = std::get_if<InvitationActor>(&actor)) room.invitations().use(invited->invitation);
}

std::optional<ParticipantActor> Service::device(const Secret& token, Device::Kind kind, const std::string& id,
                                                const std::string& session) const {
  const auto room = impl_->rooms.find(id);
  const Participant* found = room == impl_->rooms.end() ? nullptr : room->second->device(session);
  if (!found || found->device->kind != kind || found->device->token_hash != sha256(token.reveal())) return {};
  return ParticipantActor{id, found->id, found->role};
}

}  // namespace lethe::room
