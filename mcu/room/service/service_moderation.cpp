// SPDX-License-Identifier: AGPL-3.0-or-later
// What moderators and the room's owner do about the people in it.
#include "mcu/room/model/text.hpp"
#include "mcu/room/service/service_impl.hpp"

namespace lethe::room {

ParticipantView Service::patch_participant(const Actor& actor, const std::string& room_id, const std::string& id,
                                           const ParticipantPatch& patch) {
  const bool self = is_self(actor, id);
  Room& room = impl_->find(actor, room_id, self ? Action::EditSelf : Action::MuteOther);
  room.participant(id);
  // Others may be silenced and hidden, have their hands lowered, get another step or role, nothing else: nobody opens
  // another's microphone or camera.
  if (!self && (patch.microphone.value_or(false) || patch.camera.value_or(false) || patch.display_name || patch.self ||
                patch.screen.value_or(false) || patch.hand.value_or(false) || patch.music))
    throw Error(Code::Forbidden);
  if (!self && patch.step) require(actor, Action::ChooseStepOfOther);
  if (patch.role) require(actor, Action::ChangeRole);
  if (patch.screen.value_or(false)) require(actor, Action::ShareScreen);
  ParticipantPatch clean = patch;
  if (patch.display_name) clean.display_name = display_name(*patch.display_name);
  const ParticipantView edited = room.edit_participant(id, clean);
  if (patch.role) room.follow_as_host(id, allowed(ParticipantActor{room_id, id, edited.role}, Action::Admit));
  return edited;
}

void Service::mute_all_but(const Actor& actor, const std::string& id, const MuteSpec& spec) {
  Room& room = impl_->find(actor, id, Action::MuteOther);
  std::set<std::string> spared(spec.except.begin(), spec.except.end());
  spared.insert(participant_of(actor));
  room.mute_all_but(spared);
}

void Service::ask_to_unmute(const Actor& actor, const std::string& id, const std::string& participant) {
  Room& room = impl_->find(actor, id, Action::MuteOther);
  const std::string by = participant_of(actor);
  room.ask_to_unmute(participant, by.empty() ? std::nullopt : std::optional(room.participant(by).display_name));
}

}  // namespace lethe::room
