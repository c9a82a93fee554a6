// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/roster.hpp"

#include <algorithm>
#include <utility>

namespace lethe::room {
namespace {

template <class All, class Is>
auto* first(All& all, Is is) {
  const auto found = std::find_if(all.begin(), all.end(), is);
  return found == all.end() ? nullptr : &*found;
}

auto has_id(const std::string& id) {
  return [&id](const Participant& p) { return p.id == id; };
}

}  // namespace

Participant* Roster::find(const std::string& id) { return first(all_, has_id(id)); }
const Participant* Roster::find(const std::string& id) const { return first(all_, has_id(id)); }

Participant& Roster::get(const std::string& id) {
  if (Participant* found = find(id)) return *found;
  throw Error(Code::NotFound);
}

const Participant& Roster::get(const std::string& id) const { return const_cast<Roster*>(this)->get(id); }

Participant* Roster::at(wire::Seat seat) {
  return first(all_, [&](const Participant& p) { return p.seat == seat; });
}

const Participant* Roster::of_stay(const std::string& stay) const {
  return first(all_, [&](const Participant& p) { return p.stay == stay; });
}

const Participant* Roster::of_device(const std::string& session) const {
  return first(all_, [&](const Participant& p) { return p.device && p.device->session == session; });
}

bool Roster::anybody_sends() const {
  return std::any_of(all_.begin(), all_.end(), [](const Participant& p) { return p.live && p.gives(); });
}

Participant& Roster::add(Participant participant) {
  if (participant.seat == 0) participant.seat = next_seat();
  return all_.emplace_back(std::move(participant));
}

Participant Roster::remove(const std::string& id) {
  Participant gone = std::move(get(id));
  std::erase_if(all_, [&](const Participant& p) { return p.seat == gone.seat; });
  return gone;
}

ParticipantView Roster::view(const Participant& participant) const {
  return participant.view(participant.live && voices_.speaking(participant.seat), steps_.name(steps_.of(participant)),
                          steps_.name(steps_.wanted(participant)));
}

std::vector<ParticipantView> Roster::views() const {
  std::vector<ParticipantView> views;
  for (const auto& participant : all_) views.push_back(view(participant));
  return views;
}

void Roster::tell_changes(EventLog& events) {
  for (auto& participant : all_) {
    ParticipantView now = view(participant);
    if (participant.told == now) continue;
    events.emit(event::ParticipantUpdated{now});
    participant.told = std::move(now);
  }
}

}  // namespace lethe::room
