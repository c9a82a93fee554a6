// SPDX-License-Identifier: AGPL-3.0-or-later
// The way back into a room: after a restart of the server, or of a line that was gone for too long.
#include <algorithm>
#include <utility>

#include "mcu/room/access/way_back.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

// After the server began, or the last one was lost: then the meeting is over.
constexpr std::chrono::minutes back_within{10};

}  // namespace

bool Room::expects_back() const {
  return !way_back_key_.empty() && (!participants_.empty() || around_.now() - empty_since_ < back_within);
}

bool Room::lets_back(const std::string& token) const { return expects_back() && is_way_back(way_back_key_, token); }

const Participant* Room::of_stay(const std::string& stay) const {
  const auto at =
      std::find_if(participants_.begin(), participants_.end(), [&](const Participant& p) { return p.stay == stay; });
  return at == participants_.end() ? nullptr : &*at;
}

std::string Room::stay_of(const std::string& id) const {
  const Participant* participant = find(id);
  return participant ? participant->stay : std::string();
}

std::string Room::way_back_of(const std::string& id) const {
  const Participant* participant = find(id);
  if (!participant) throw Error(Code::NotFound);
  return way_back(way_back_key_, {id_, participant->stay, participant->role, participant->invitation});
}

void Room::tell_way_back(const std::string& id) {
  if (find(id)) events_.emit(event::WayBack{way_back_of(id)}, only(id));
}

void Room::end_ways_back() {
  if (!way_back_key_.empty()) ended_key_ = std::exchange(way_back_key_, {});
  distrusted_.clear();
}

std::string Room::take_ended_key() { return std::exchange(ended_key_, {}); }

// Nor does who was removed come back by what they still hold: what they made, and what brought them here. That one may
// be everybody's, so it stays good, but whoever comes by it knocks.
void Room::keep_out(const Participant& removed) {
  invitations_.revoke_made_by(removed.stay);
  if (!removed.invitation.empty()) distrusted_.insert(removed.invitation);
  renew_ways_back();
}

void Room::renew_ways_back() {
  way_back_key_ = new_way_back_key();
  for (const auto& participant : participants_) tell_way_back(participant.id);
}

}  // namespace lethe::room
