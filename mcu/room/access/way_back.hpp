// SPDX-License-Identifier: AGPL-3.0-or-later
// The token that readmits a participant who was already inside, whatever keeps others out: a lock, a lobby, a PIN, a
// used-up invitation. The participant holds it; the server keeps only the room's key, which signs it and outlives a run
// of the server. It names the room, the stay, the role and the invitation, and nothing personal. A new key invalidates
// all tokens. Pure.
#pragma once

#include <optional>
#include <string>

#include "mcu/room/model/actor.hpp"

namespace lethe::room {

// Nobody returns to a room without a key.
std::string new_way_back_key();

std::string way_back(const std::string& key, const ReturningActor& who);

// Its content; empty if it is not such a token.
std::optional<ReturningActor> read_way_back(const std::string& token);
// True if it was issued by a room with this key.
bool is_way_back(const std::string& key, const std::string& token);

}  // namespace lethe::room
