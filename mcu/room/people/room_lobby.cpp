// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_lobby.hpp"

#include <algorithm>
#include <utility>

namespace lethe::room {
namespace {

// A waiting participant who reads no events for this long has gone.
constexpr std::chrono::seconds waits_unheard{60};

auto same_id(const std::string& id) {
  return [&id](const Participant& p) { return p.id == id; };
}

}  // namespace

Lobby::Lobby(const Surroundings& around, const Profile& profile, Roster& people, Meeting& meeting, EventLog& events,
             Whole& whole)
    : around_(around), profile_(profile), people_(people), meeting_(meeting), events_(events), whole_(whole) {}

bool Lobby::full(std::size_t network) const {
  const auto left = around_.limits.participants_per_room - std::ssize(waiting_);
  if (left <= 0) return true;
  const auto held = std::count_if(waiting_.begin(), waiting_.end(),
                                  [&](const Participant& p) { return network != 0 && p.network == network; });
  return held > 0 && held >= left;
}

bool Lobby::has(const std::string& id) const { return std::any_of(waiting_.begin(), waiting_.end(), same_id(id)); }

std::vector<ParticipantView> Lobby::views() const {
  std::vector<ParticipantView> views;
  for (const auto& participant : waiting_) views.push_back(people_.view(participant));
  return views;
}

ParticipantView Lobby::view(const std::string& id) const {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), same_id(id));
  if (at == waiting_.end()) throw Error(Code::NotFound);
  return people_.view(*at);
}

Joined Lobby::wait(const Arrival& arrival) {
  std::string token;
  Participant participant = whole_.newcomer(arrival, token);
  participant.network = arrival.network;
  participant.waiting = true;
  participant.leaves_at = around_.now() + waits_unheard;
  around_.credentials.add(participant.token_hash,
                          ParticipantActor{profile_.id(), participant.id, participant.role, true});
  const Participant& here = waiting_.emplace_back(std::move(participant));
  const ParticipantView view = people_.view(here);
  events_.emit(event::ParticipantWaiting{view}, hosts());
  Notice notice = profile_.notice(event::ParticipantWaiting::name);
  notice.person = here.person();
  around_.tell(notice);
  return {view, profile_.view(people_.size()), token, {}};
}

ParticipantView Lobby::admit(const std::string& id) {
  Participant participant = take(id);
  participant.waiting = false;
  participant.network = 0;
  participant.admission_untold = !events_.reads(id);
  const Participant& here = whole_.enter(std::move(participant));
  events_.emit(event::ParticipantGone{id, Gone::Admitted}, hosts());
  events_.emit(admission(here), only(id));
  events_.admit(id);
  events_.emit(whole_.snapshot(id, false), only(id));
  meeting_.tell_way_back(id);
  const ParticipantView view = people_.view(here);
  whole_.settle();
  return view;
}

event::ParticipantAdmitted Lobby::admission(const Participant& participant) const {
  return {people_.view(participant), participant.listens ? std::vector<IceServer>() : around_.ice_servers()};
}

void Lobby::tell_admission(const std::string& id) {
  Participant* participant = people_.find(id);
  if (!participant || !std::exchange(participant->admission_untold, false)) return;
  events_.emit(admission(*participant), only_now(id));
}

void Lobby::leave(const std::string& id, Gone how) {
  around_.credentials.remove(take(id).token_hash);
  events_.emit(event::ParticipantGone{id, how}, hosts());
  if (how == Gone::Denied) events_.emit(event::ParticipantDenied{}, only(id));
  events_.end_reader(id, around_.subscription_ended);
}

void Lobby::deny_all_by(const std::string& invitation) {
  std::vector<std::string> denied;
  for (const auto& participant : waiting_)
    if (!invitation.empty() && participant.invitation == invitation) denied.push_back(participant.id);
  for (const auto& id : denied) leave(id, Gone::Denied);
}

void Lobby::tick(Participant::Time now) {
  std::vector<std::string> late;
  for (auto& participant : waiting_) {
    if (events_.reads(participant.id)) participant.leaves_at = now + waits_unheard;
    if (now >= *participant.leaves_at) late.push_back(participant.id);
  }
  for (const auto& id : late) leave(id, Gone::Left);
}

void Lobby::dismiss() {
  for (const auto& participant : std::exchange(waiting_, {})) around_.credentials.remove(participant.token_hash);
}

Participant Lobby::take(const std::string& id) {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), same_id(id));
  if (at == waiting_.end()) throw Error(Code::NotFound);
  Participant participant = std::move(*at);
  waiting_.erase(at);
  return participant;
}

}  // namespace lethe::room
