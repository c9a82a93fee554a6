// SPDX-License-Identifier: AGPL-3.0-or-later
// What lets somebody back in who was inside already, whatever keeps others out: a lock, a lobby, a PIN, an invitation
// that is used up. Who is inside holds it; here is nothing of them but the room's key, under which it is signed and
// which outlives a run of the server. It names the room, the stay, the role and the invitation, and nothing of the
// person. Another key makes all of them worth nothing. Pure.
#pragma once

#include <optional>
#include <string>

#include "mcu/room/model/actor.hpp"

namespace lethe::room {

// Of a room that has no key nobody comes back.
std::string new_way_back_key();

std::string way_back(const std::string& key, const ReturningActor& who);

// What it says. Nothing: it is none.
std::optional<ReturningActor> read_way_back(const std::string& token);
// It is what a room with this key gave.
bool is_way_back(const std::string& key, const std::string& token);

}  // namespace lethe::room
