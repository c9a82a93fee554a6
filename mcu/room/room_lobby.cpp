// SPDX-License-Identifier: AGPL-3.0-or-later
// The lobby of a room: guests who wait until somebody admits or denies them. They have a token, which reads their own
// events and nothing else; no seat, no media, no place in any list but that of those who may admit.
#include <algorithm>
#include <utility>

#include "mcu/base/fields.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

// Whoever waits reads events; who does not for so long has gone.
constexpr std::chrono::seconds waits_unheard{60};

constexpr std::string_view name_of(Room::Gone how) {
  return std::array<std::string_view, 3>{"admitted", "denied", "left"}[static_cast<std::size_t>(how)];
}

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
  tell_hosts("participant.waiting", print(view_here));
  tell_outside("participant.waiting", waiting_.back());
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

std::string Room::lobby_snapshot(const std::string& id) const {
  return Json{{"room", write_json(view())},
              {"participants", Json::array()},
              {"waiting", Json::array({write_json(waiting(id))})},
              {"layout", nullptr},
              {"messages", Json::array()}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

ParticipantView Room::admit(const std::string& id) {
  Participant participant = take_from_lobby(id);
  participant.waiting = false;
  participant.network = 0;
  participant.admission_untold = !events_.reads(id);
  const ParticipantView joined = enter(std::move(participant));
  tell_hosts("participant.gone", Json{{"id", id}, {"reason", name_of(Gone::Admitted)}}.dump());
  events_.emit("participant.admitted", admission(id), std::set{id});
  events_.admit(id);
  events_.emit("snapshot", snapshot(id, false), std::set{id});
  tell_way_back(id);
  return joined;
}

std::string Room::admission(const std::string& id) const {
  const Participant& participant = *find(id);
  const std::vector<IceServer> servers = participant.listens ? std::vector<IceServer>() : around_.ice_servers();
  return Json{{"participant", write_json(view_of(participant))}, {"iceServers", write_json(servers)}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

void Room::tell_admission(const std::string& id) {
  if (find(id) && std::exchange(get(id).admission_untold, false))
    events_.pass("participant.admitted", admission(id), std::set{id});
}

void Room::leave_lobby(const std::string& id, Gone how) {
  around_.credentials.remove(take_from_lobby(id).token_hash);
  tell_hosts("participant.gone", Json{{"id", id}, {"reason", name_of(how)}}.dump());
  if (how == Gone::Denied) events_.emit("participant.denied", "{}", std::set{id});
  events_.end_reader(id, around_.subscription_ended);
}

Participant Room::take_from_lobby(const std::string& id) {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), same_id(id));
  if (at == waiting_.end()) throw Error(Code::NotFound);
  Participant participant = std::move(*at);
  waiting_.erase(at);
  return participant;
}

void Room::tell_hosts(const std::string& type, std::string data) {
  events_.emit(type, std::move(data), {}, EventLog::For::Hosts);
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
