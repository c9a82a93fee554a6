// SPDX-License-Identifier: AGPL-3.0-or-later
// What people change about themselves and moderators about others.
#include <algorithm>

#include "mcu/room/room.hpp"

namespace lethe::room {

ParticipantView Room::edit_participant(const std::string& id, const ParticipantPatch& patch) {
  Participant& participant = get(id);
  Participant wanted = participant;
  wanted.role = patch.role.value_or(participant.role);
  wanted.name = patch.display_name.value_or(participant.name);
  wanted.self = patch.self.value_or(participant.self);
  wanted.microphone = patch.microphone.value_or(participant.microphone);
  wanted.camera = patch.camera.value_or(participant.camera);
  wanted.music = patch.music.value_or(participant.music);
  if (patch.hand && *patch.hand != participant.hand.has_value())
    wanted.hand = *patch.hand ? std::optional(rfc3339(around_.wall())) : std::nullopt;
  if (patch.step) wanted.step = *patch.step == "auto" ? std::nullopt : std::optional(step_named(*patch.step, "/step"));
  if (patch.step && wanted.step && *wanted.step < best_step(wanted))
    throw Error(Code::StepCapped, {}, {{"/step", "must be " + step_name(best_step(wanted)) + " or below"}});
  if (wanted.listens && (wanted.microphone || wanted.camera || wanted.music || patch.screen.value_or(false)))
    throw Error(Code::Forbidden, "Who came to listen sends nothing.");
  if (patch.screen) claim_screen(wanted, *patch.screen);
  if (wanted.role == Role::Viewer) wanted.share = 0;
  // Nobody opens the microphone or the camera of another: who is given a voice opens them itself.
  if (wanted.role != Role::Viewer && participant.role == Role::Viewer) wanted.microphone = wanted.camera = false;

  const auto edited = [](const Participant& p) {
    return std::tie(p.role, p.name, p.self, p.microphone, p.camera, p.hand, p.step, p.share, p.music);
  };
  if (edited(participant) == edited(wanted)) return view_of(participant);
  const Participant before = std::exchange(participant, std::move(wanted));
  if (!participant.microphone) hear_no_more(participant);
  if (before.role != participant.role) role_changed(participant);
  const bool drawn_anew = before.name != participant.name || before.role == Role::Viewer;
  if (drawn_anew && participant.live) send_labels(participant);
  update_scene();
  tell(participant);
  return view_of(participant);
}

void Room::role_changed(const Participant& participant) {
  around_.credentials.add(participant.token_hash, ParticipantActor{id_, participant.id, participant.role});
  renew_ways_back();  // they say the role
  if (participant.role != Role::Viewer) return;
  speakers_.forget(participant.seat);
  floor_.leave(participant.seat);
  std::erase(layout_.layout.pins, participant.id);
}

void Room::follow_as_host(const std::string& id, bool host) {
  if (events_.set_host(id, host)) events_.emit(snapshot(id, host), only(id));
}

void Room::mute_all_but(const std::set<std::string>& spared) {
  std::vector<const Participant*> muted;
  for (auto& participant : participants_) {
    if (!participant.microphone || !participant.gives() || spared.contains(participant.id)) continue;
    participant.microphone = false;
    hear_no_more(participant);
    muted.push_back(&participant);
  }
  if (muted.empty()) return;
  update_scene();
  for (const Participant* participant : muted) tell(*participant);
}

void Room::ask_to_unmute(const std::string& id, const std::optional<std::string>& by) {
  if (get(id).device) {
    edit_participant(id, {.microphone = true, .camera = true, .display_name = {}});
    return;
  }
  events_.emit(event::UnmuteRequested{by}, only(id));
}

void Room::hear_no_more(const Participant& participant) {
  speakers_.forget(participant.seat);
  floor_.mute(participant.seat);
}

}  // namespace lethe::room
