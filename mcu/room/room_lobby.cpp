// SPDX-License-Identifier: AGPL-3.0-or-later
// The lobby of a room: guests who wait until somebody admits or denies them. They have a token, which reads their own
// events and nothing else; no seat, no media, no place in any list but that of those who may admit.
#include <algorithm>
#include <utility>

#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

// Whoever waits reads events; who does not for so long has gone.
constexpr std::chrono::seconds waits_unheard{60};

auto same_id(const std::string& id) {
  return [&id](const Participant& p) { return p.id == id; };
}

}  // namespace

bool Room::lobby_full(std::size_t network) const {
  const auto left = around_.limits.participants_per_room - std::ssize(waiting_);
  if (left <= 0) return true;
  const auto held = std::count_if(waiting_.begin(), waiting_.end(),
                                  [&](const Participant& p) { return network != 0 && p.network == network; });
  return held > 0 && held >= left;
}

Joined Room::wait(const Arrival& arrival) {
  std::string token;
  Participant participant = make_participant(arrival, token);
  participant.network = arrival.network;
  participant.waiting = true;
  participant.leaves_at = around_.now() + waits_unheard;
  around_.credentials.add(participant.token_hash, ParticipantActor{id_, participant.id, arrival.role, true});
  const ParticipantView view_here = view_of(waiting_.emplace_back(std::move(participant)));
  events_.emit(event::ParticipantWaiting{view_here}, hosts());
  tell_outside(event::ParticipantWaiting::name, waiting_.back());
  return {view_here, view(), token, {}};
}

bool Room::waits(const std::string& id) const { return std::any_of(waiting_.begin(), waiting_.end(), same_id(id)); }

std::vector<ParticipantView> Room::waiting() const {
  std::vector<ParticipantView> views;
  for (const auto& participant : waiting_) views.push_back(view_of(participant));
  return views;
}

ParticipantView Room::waiting(const std::string& id) const {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), same_id(id));
  if (at == waiting_.end()) throw Error(Code::NotFound);
  return view_of(*at);
}

event::Snapshot Room::lobby_snapshot(const std::string& id) const {
  return {.room = view(), .participants = {}, .waiting = {waiting(id)}, .layout = {}, .messages = {}};
}

ParticipantView Room::admit(const std::string& id) {
  Participant participant = take_from_lobby(id);
  participant.waiting = false;
  participant.network = 0;
  participant.admission_untold = !events_.reads(id);
  const ParticipantView joined = enter(std::move(participant));
  events_.emit(event::ParticipantGone{id, Gone::Admitted}, hosts());
  events_.emit(admission(id), only(id));
  events_.admit(id);
  events_.emit(snapshot(id, false), only(id));
  tell_way_back(id);
  return joined;
}

event::ParticipantAdmitted Room::admission(const std::string& id) const {
  const Participant& participant = *find(id);
  const std::vector<IceServer> servers = participant.listens ? std::vector<IceServer>() : around_.ice_servers();
  return {view_of(participant), servers};
}

void Room::tell_admission(const std::string& id) {
  if (find(id) && std::exchange(get(id).admission_untold, false)) events_.emit(admission(id), only_now(id));
}

void Room::leave_lobby(const std::string& id, Gone how) {
  around_.credentials.remove(take_from_lobby(id).token_hash);
  events_.emit(event::ParticipantGone{id, how}, hosts());
  if (how == Gone::Denied) events_.emit(event::ParticipantDenied{}, only(id));
  events_.end_reader(id, around_.subscription_ended);
}

Participant Room::take_from_lobby(const std::string& id) {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), same_id(id));
  if (at == waiting_.end()) throw Error(Code::NotFound);
  Participant participant = std::move(*at);
  waiting_.erase(at);
  return participant;
}

void Room::tick_lobby(Participant::Time now) {
  std::vector<std::string> late;
  for (auto& participant : waiting_) {
    if (events_.reads(participant.id)) participant.leaves_at = now + waits_unheard;
    if (now >= *participant.leaves_at) late.push_back(participant.id);
  }
  for (const auto& id : late) leave_lobby(id, Gone::Left);
}

}  // namespace lethe::room
