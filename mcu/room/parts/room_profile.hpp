// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room is when nobody is in it: whose, how it is set, its PIN, its invitations, and when it was last of use. All
// of it outlives a run of the server. Owned by its room; control thread.
#pragma once

#include <string>

#include "mcu/room/access/invitations.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/parts/surroundings.hpp"

namespace lethe::room {

class Profile {
 public:
  Profile(const Surroundings& around, std::string id, Owner owner);

  const std::string& id() const { return id_; }
  const Owner& owner() const { return owner_; }
  const RoomSettings& settings() const { return settings_; }
  const std::string& pin_hash() const { return pin_hash_; }
  int max_step() const { return max_step_; }  // which one the settings name: index into the ladder
  Invitations& invitations() { return invitations_; }
  const Invitations& invitations() const { return invitations_; }
  RoomView view(std::size_t participants) const;
  Notice notice(std::string_view type) const { return {type, id_, settings_.name}; }

  // Both return whether something is new, and throw InvalidField when the step that is named is none. An edit is a new
  // revision.
  bool take(const RoomSettings& wanted, const std::string& pin_hash);
  bool edit(const RoomSettings& wanted, const std::string& pin_hash);

  void touch();         // somebody is there, or invited
  bool lapsed() const;  // nobody can enter any more, or nobody did for long; never of an account's

  RoomRecord record() const;               // but for the layout and the key of the meeting
  bool restore(const RoomRecord& record);  // true: its settings are others than before

 private:
  const Surroundings& around_;
  std::string id_, created_at_;
  Owner owner_;
  RoomSettings settings_;
  std::string pin_hash_;
  int max_step_ = 0;
  std::uint64_t revision_ = 1;
  WallTime used_{};  // as in RoomRecord
  Invitations invitations_;
};

}  // namespace lethe::room
