// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/meeting.hpp"

#include <utility>

#include "mcu/room/access/way_back.hpp"

namespace lethe::room {
namespace {

// After the start of the server, or the loss of the last participant; then the meeting is over.
constexpr std::chrono::minutes back_within{10};

}  // namespace

Meeting::Meeting(const Surroundings& around, Profile& profile, const Roster& people, EventLog& events)
    : around_(around), profile_(profile), people_(people), events_(events), empty_since_(around.now()) {}

bool Meeting::expects_back() const { return !key_.empty() && (!people_.empty() || empty_for() < back_within); }

bool Meeting::lets_back(const std::string& token) const { return expects_back() && is_way_back(key_, token); }

void Meeting::somebody_enters() {
  if (expects_back()) return;
  key_ = new_way_back_key();
  distrusted_.clear();
}

void Meeting::emptied() { empty_since_ = around_.now(); }

void Meeting::keep_out(const Participant& removed) {
  profile_.invitations().revoke_made_by(removed.stay);
  if (!removed.invitation.empty()) distrusted_.insert(removed.invitation);
  renew_ways_back();
}

Participant::Time::duration Meeting::empty_for() const { return around_.now() - empty_since_; }

std::string Meeting::way_back_of(const std::string& id) const {
  const Participant& participant = people_.get(id);
  return way_back(key_, {profile_.id(), participant.stay, participant.role, participant.invitation});
}

void Meeting::tell_way_back(const std::string& id) {
  if (people_.find(id)) events_.emit(event::WayBack{way_back_of(id)}, only(id));
}

void Meeting::renew_ways_back() {
  key_ = new_way_back_key();
  for (const auto& participant : people_.all()) tell_way_back(participant.id);
}

void Meeting::end_ways_back() {
  if (!key_.empty()) ended_key_ = std::exchange(key_, {});
  distrusted_.clear();
}

std::string Meeting::take_ended_key() { return std::exchange(ended_key_, {}); }

}  // namespace lethe::room
