// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms, of any owner, and their invitations in the database. Any thread but control. Throws Error StoreUnavailable.
// Owned by Store.
#pragma once

#include "mcu/room/model/record.hpp"
#include "mcu/store/database.hpp"

namespace lethe::store {

class Rooms {
 public:
  explicit Rooms(Database& database) : database_(database) {}

  std::vector<room::RoomRecord> all() const;
  std::vector<room::RoomRecord> of(const std::string& account) const;
  // Stores `after` as the state of the room; none deletes the room. Throws Error Unauthorized when its account is gone.
  void save(const std::string& id, const std::optional<room::RoomRecord>& after);
  void end_meeting(const std::string& id, const std::string& way_back_key);  // only if no other meeting has begun since
  bool purge_invitations(room::WallTime now);                                // true if any had expired

 private:
  Database& database_;
};

}  // namespace lethe::store
