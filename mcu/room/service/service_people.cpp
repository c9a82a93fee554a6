// SPDX-License-Identifier: AGPL-3.0-or-later
// The people of a room: how they come in and leave, what they send and see.
#include "mcu/room/model/text.hpp"
#include "mcu/room/service/service_impl.hpp"

namespace lethe::room {
std::string Service::pin_needed(const Actor& actor, const std::string& id) const {
  const Room& room = impl_->find(actor, id, Action::Join);
  return allowed(actor, Action::EnterWithoutPin) ? std::string() : room.pin_hash();
}

Joined Service::join(const Actor& actor, const std::string& id, const JoinSpec& spec, const Entrance& entrance) {
  Room& room = impl_->find(actor, id, Action::Join);
  const auto* invited = std::get_if<InvitationActor>(&actor);
  const auto* back = std::get_if<ReturningActor>(&actor);
  // Whoever comes into a room of their own comes as its moderator.
  const Role own = std::holds_alternative<AccountActor>(actor) ? Role::Moderator : Role::Participant;
  const Role role = invited ? invited->role : back ? back->role : spec.role.value_or(own);
  if (spec.role && *spec.role != role && !allowed(actor, Action::ChooseRole)) throw Error(Code::Forbidden);
  const std::string name = display_name(spec.display_name);
  impl_->check_entrance(actor, room, entrance);
  const bool waits =
      (room.settings().lobby && !allowed(actor, Action::PassLobby)) || (invited && room.distrusts(invited->invitation));
  const bool replaces = back && room.of_stay(back->stay);
  const std::size_t network = impl_->share_of(entrance.network);
  if (waits ? room.lobby_full(network) : room.full() && !replaces) throw Error(Code::RoomFull);
  if (invited) room.invitations().use(invited->invitation);
  Arrival arrival{name, role, spec.self, entrance.address, spec.listening};
  arrival.network = network;
  if (back) arrival.stay = back->stay;
  if (back || invited) arrival.invitation = back ? back->invitation : invited->invitation;
  if (!room.occupied()) room.opened_from(network);
  return waits ? room.wait(arrival) : room.join(arrival);
}

ParticipantView Service::admit(const Actor& actor, const std::string& id, const std::string& participant) {
  Room& room = impl_->find(actor, id, Action::Admit);
  room.waiting(participant);
  if (room.full()) throw Error(Code::RoomFull);
  return room.admit(participant);
}

void Service::deny(const Actor& actor, const std::string& room, const std::string& participant) {
  impl_->find(actor, room, Action::Admit).leave_lobby(participant, Gone::Denied);
}

std::vector<ParticipantView> Service::participants(const Actor& actor, const std::string& id) const {
  const Room& room = impl_->find(actor, id, Action::ReadParticipants);
  auto all = room.participants();
  if (allowed(actor, Action::Admit))
    for (auto& one : room.waiting()) all.push_back(std::move(one));
  return all;
}

ParticipantView Service::participant(const Actor& actor, const std::string& room_id, const std::string& id) const {
  const bool self = is_self(actor, id);
  const Room& room = impl_->find(actor, room_id, self ? Action::ReadSelf : Action::ReadParticipants);
  return room.waits(id) && (self || allowed(actor, Action::Admit)) ? room.waiting(id) : room.participant(id);
}

std::string Service::way_back(const Actor& actor, const std::string& room_id, const std::string& id) const {
  if (!is_self(actor, id)) throw Error(Code::Forbidden);
  return impl_->find(actor, room_id, Action::ReadSelf).way_back_of(id);
}

void Service::remove_participant(const Actor& actor, const std::string& room_id, const std::string& id) {
  const bool self = is_self(actor, id);
  Room& room = impl_->find(actor, room_id, self ? Action::Leave : Action::RemoveOther);
  if (room.waits(id)) return room.leave_lobby(id, self ? Gone::Left : Gone::Denied);
  room.leave(id, self ? Leaving::Left : Leaving::Removed);
}

Layout Service::layout(const Actor& actor, const std::string& room) const {
  return impl_->find(actor, room, Action::ReadLayout).layout();
}

Layout Service::set_layout(const Actor& actor, const std::string& id, const Layout& layout) {
  Room& room = impl_->find(actor, id, Action::ChooseLayout);
  room.set_layout(layout);
  return room.layout();
}

Layout Service::layout_of(const Actor& actor, const std::string& room, const std::string& id) const {
  return impl_->find(actor, room, Action::ReadLayout).layout_of(id);
}

Layout Service::set_layout_of(const Actor& actor, const std::string& room, const std::string& id,
                              const Layout& layout) {
  Room& chosen = impl_->own_layout(actor, room, id);
  chosen.set_layout_of(id, layout);
  return chosen.layout_of(id);
}

void Service::clear_layout_of(const Actor& actor, const std::string& room, const std::string& id) {
  impl_->own_layout(actor, room, id).set_layout_of(id, std::nullopt);
}

void Service::offer(const Actor& actor, const std::string& room, const std::string& id, const std::string& sdp,
                    OnAnswer done) {
  impl_->own_media(actor, room, id).offer(id, sdp, std::move(done));
}

void Service::trickle(const Actor& actor, const std::string& room, const std::string& id, const std::string& fragment,
                      const std::string& if_match, OnAnswer done) {
  impl_->own_media(actor, room, id).trickle(id, fragment, if_match, std::move(done));
}

void Service::hang_up(const Actor& actor, const std::string& room, const std::string& id) {
  impl_->own_media(actor, room, id).hang_up(id);
}

}  // namespace lethe::room
