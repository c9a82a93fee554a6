// SPDX-License-Identifier: AGPL-3.0-or-later
// The persistent part of a room: owner, settings, PIN, invitations, and the time of its last use. All of it outlives a
// run of the server. Owned by its room; control thread.
#pragma once

#include <string>

#include "mcu/room/access/invitations.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/parts/surroundings.hpp"

namespace lethe::room {

class Profile {
 public:
  Profile(const Surroundings& around, std::string id, Owner owner);  // `around` must outlive it

  const std::string& id() const { return id_; }
  const Owner& owner() const { return owner_; }
  const RoomSettings& settings() const { return settings_; }
  const std::string& pin_hash() const { return pin_hash_; }
  int max_step() const { return max_step_; }  // the step named in the settings: index into the ladder
  Invitations& invitations() { return invitations_; }
  const Invitations& invitations() const { return invitations_; }
  RoomView view(std::size_t participants) const;
  Notice notice(std::string_view type) const { return {type, id_, settings_.name}; }

  // Both return true if something changed, and throw InvalidField if the named step does not exist. An edit makes a new
  // revision.
  bool take(const RoomSettings& wanted, const std::string& pin_hash);
  bool edit(const RoomSettings& wanted, const std::string& pin_hash);

  void touch();         // somebody is inside, or was invited
  bool lapsed() const;  // nobody can enter any more, or nobody has for long; never for an account's room

  RoomRecord record() const;               // without the layout and the meeting's key
  bool restore(const RoomRecord& record);  // true if its settings changed

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
