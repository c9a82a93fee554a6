// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/people_service.hpp"

#include "mcu/room/model/text.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {

std::string PeopleService::pin_needed(const Actor& actor, const std::string& id) const {
  Room& room = hall_.find(actor, id, Action::Join);
  return allowed(actor, Action::EnterWithoutPin) ? std::string() : room.profile().pin_hash();
}

Joined PeopleService::join(const Actor& actor, const std::string& id, const JoinSpec& spec, const Entrance& entrance) {
  Room& room = hall_.find(actor, id, Action::Join);
  const auto* invited = std::get_if<InvitationActor>(&actor);
  const auto* back = std::get_if<ReturningActor>(&actor);
  // An account enters its own room as moderator.
  const Role own = std::holds_alternative<AccountActor>(actor) ? Role::Moderator : Role::Participant;
  const Role role = invited ? invited->role : back ? back->role : spec.role.value_or(own);
  if (spec.role && *spec.role != role && !allowed(actor, Action::ChooseRole)) throw Error(Code::Forbidden);
  const std::string name = display_name(spec.display_name);
  hall_.check_entrance(actor, room, entrance);
  const bool waits = hall_.has_to_wait(actor, room);
  const bool replaces = back && room.people().of_stay(back->stay);
  const std::size_t network = hall_.share_of(entrance.network);
  if (waits ? room.lobby().full(network) : Hall::is_full(room) && !replaces) throw Error(Code::RoomFull);
  // Whoever waits uses it up once admitted, so a closed page costs no invitation.
  if (invited && !waits) hall_.use_invitation(room, invited->invitation);
  Arrival arrival{name, role, spec.self, entrance.address, spec.listening};
  arrival.network = network;
  if (back) arrival.stay = back->stay;
  if (back || invited) arrival.invitation = back ? back->invitation : invited->invitation;
  if (room.places_taken() == 0) room.meeting().opened_from(network);
  return waits ? room.lobby().wait(arrival) : room.join(arrival);
}

ParticipantView PeopleService::admit(const Actor& actor, const std::string& id, const std::string& participant) {
  Room& room = hall_.find(actor, id, Action::Admit);
  room.lobby().view(participant);
  if (Hall::is_full(room)) throw Error(Code::RoomFull);
  const ParticipantView admitted = room.lobby().admit(participant);
  hall_.use_invitation(room, std::string(room.people().get(participant).invitation));
  return admitted;
}

void PeopleService::deny(const Actor& actor, const std::string& room, const std::string& participant) {
  hall_.find(actor, room, Action::Admit).lobby().leave(participant, Gone::Denied);
}

std::vector<ParticipantView> PeopleService::all(const Actor& actor, const std::string& id) const {
  Room& room = hall_.find(actor, id, Action::ReadParticipants);
  auto all = room.people().views();
  if (allowed(actor, Action::Admit))
    for (auto& one : room.lobby().views()) all.push_back(std::move(one));
  return all;
}

ParticipantView PeopleService::read(const Actor& actor, const std::string& room_id, const std::string& id) const {
  const bool self = is_self(actor, id);
  Room& room = hall_.find(actor, room_id, self ? Action::ReadSelf : Action::ReadParticipants);
  const bool may_see_lobby = self || allowed(actor, Action::Admit);
  return room.lobby().has(id) && may_see_lobby ? room.lobby().view(id) : room.people().view(id);
}

ParticipantView PeopleService::patch(const Actor& actor, const std::string& room_id, const std::string& id,
                                     const ParticipantPatch& patch) {
  const bool self = is_self(actor, id);
  Room& room = hall_.find(actor, room_id, self ? Action::EditSelf : Action::MuteOther);
  room.people().get(id);
  // Others may only be muted and hidden, have their hands lowered, and get another step or role: nobody may open
  // another person's microphone or camera.
  if (!self && (patch.microphone.value_or(false) || patch.camera.value_or(false) || patch.display_name || patch.self ||
                patch.screen.value_or(false) || patch.hand.value_or(false) || patch.music || patch.window))
    throw Error(Code::Forbidden);
  if (!self && patch.step) require(actor, Action::ChooseStepOfOther);
  if (patch.role) require(actor, Action::ChangeRole);
  if (patch.screen.value_or(false)) require(actor, Action::ShareScreen);
  ParticipantPatch clean = patch;
  if (patch.display_name) clean.display_name = display_name(*patch.display_name);
  return room.moderation().edit(id, clean);
}

std::string PeopleService::way_back(const Actor& actor, const std::string& room_id, const std::string& id) const {
  if (!is_self(actor, id)) throw Error(Code::Forbidden);
  return hall_.find(actor, room_id, Action::ReadSelf).meeting().way_back_of(id);
}

void PeopleService::remove(const Actor& actor, const std::string& room_id, const std::string& id) {
  const bool self = is_self(actor, id);
  Room& room = hall_.find(actor, room_id, self ? Action::Leave : Action::RemoveOther);
  if (room.lobby().has(id)) return room.lobby().leave(id, self ? Gone::Left : Gone::Denied);
  room.leave(id, self ? Leaving::Left : Leaving::Removed);
}

void PeopleService::leave_for_now(const Actor& actor, const std::string& room, const std::string& id) {
  hall_.own_media(actor, room, id).leave(id, Leaving::Lost);
}

void PeopleService::revoke_invitation_of(const Actor& actor, const std::string& room_id, const std::string& id) {
  Room& room = hall_.find(actor, room_id, Action::RemoveOther);
  Hall::revoke_invitation(room, std::string(room.people().get(id).invitation));
}

void PeopleService::mute_all_but(const Actor& actor, const std::string& id, const MuteSpec& spec) {
  Room& room = hall_.find(actor, id, Action::MuteOther);
  std::set<std::string> spared(spec.except.begin(), spec.except.end());
  spared.insert(participant_of(actor));
  room.moderation().mute_all_but(spared);
}

void PeopleService::ask_to_unmute(const Actor& actor, const std::string& id, const std::string& participant) {
  Room& room = hall_.find(actor, id, Action::MuteOther);
  const std::string by = participant_of(actor);
  room.moderation().ask_to_unmute(participant, by.empty() ? std::nullopt : std::optional(room.people().get(by).name));
}

}  // namespace lethe::room
