// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_moderation.hpp"

#include <tuple>
#include <utility>

#include "mcu/room/access/policy.hpp"

namespace lethe::room {

Moderation::Moderation(const Surroundings& around, Profile& profile, Roster& people, Voices& voices, Shares& shares,
                       Layouts& layouts, Meeting& meeting, EventLog& events, Whole& whole)
    : around_(around),
      profile_(profile),
      people_(people),
      voices_(voices),
      shares_(shares),
      layouts_(layouts),
      meeting_(meeting),
      events_(events),
      whole_(whole) {}

ParticipantView Moderation::edit(const std::string& id, const ParticipantPatch& patch) {
  const Steps steps(around_.limits, profile_);
  Participant& participant = people_.get(id);
  Participant wanted = participant;
  wanted.role = patch.role.value_or(participant.role);
  wanted.name = patch.display_name.value_or(participant.name);
  wanted.self = patch.self.value_or(participant.self);
  wanted.window = patch.window.value_or(participant.window);
  wanted.microphone = patch.microphone.value_or(participant.microphone);
  wanted.camera = patch.camera.value_or(participant.camera);
  wanted.music = patch.music.value_or(participant.music);
  if (patch.hand && *patch.hand != participant.hand.has_value())
    wanted.hand = *patch.hand ? std::optional(rfc3339(around_.wall())) : std::nullopt;
  if (patch.step)
    wanted.step =
        *patch.step == "auto" ? std::nullopt : std::optional(step_named(around_.limits, *patch.step, "/step"));
  if (patch.step && wanted.step && *wanted.step < steps.best(wanted))
    throw Error(Code::StepCapped, {}, {{"/step", "must be " + steps.name(steps.best(wanted)) + " or below"}});
  if (wanted.listens && (wanted.microphone || wanted.camera || wanted.music || patch.screen.value_or(false)))
    throw Error(Code::Forbidden, "Who came to listen sends nothing.");
  if (patch.screen) shares_.claim(wanted, *patch.screen, profile_.settings().shares);
  if (wanted.role == Role::Viewer) wanted.share = 0;
  // Nobody may open another person's microphone or camera: a promoted viewer opens them itself.
  if (wanted.role != Role::Viewer && participant.role == Role::Viewer) wanted.microphone = wanted.camera = false;

  const bool other_role = participant.role != wanted.role;
  participant = std::move(wanted);
  if (!participant.microphone) voices_.mute(participant.seat);
  if (other_role) role_changed(participant);
  whole_.settle();
  // Its right to admit changed: its readers get a snapshot of what they may see now.
  if (other_role) {
    const bool host = allowed(ParticipantActor{profile_.id(), id, participant.role}, Action::Admit);
    if (events_.set_host(id, host)) events_.emit(whole_.snapshot(id, host), only(id));
  }
  return people_.view(id);
}

void Moderation::role_changed(const Participant& participant) {
  around_.credentials.add(participant.token_hash, ParticipantActor{profile_.id(), participant.id, participant.role});
  meeting_.renew_ways_back();  // they contain the role
  if (participant.role != Role::Viewer) return;
  voices_.leave(participant.seat);
  layouts_.unpin(participant.id);
}

void Moderation::mute_all_but(const std::set<std::string>& spared) {
  for (auto& participant : people_.all()) {
    if (!participant.microphone || !participant.gives() || spared.contains(participant.id)) continue;
    participant.microphone = false;
    voices_.mute(participant.seat);
  }
  whole_.settle();
}

void Moderation::ask_to_unmute(const std::string& id, const std::optional<std::string>& by) {
  if (people_.get(id).device) {
    edit(id, {.microphone = true, .camera = true, .display_name = {}});
    return;
  }
  events_.emit(event::UnmuteRequested{by}, only(id));
}

}  // namespace lethe::room
