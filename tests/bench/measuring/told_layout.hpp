// SPDX-License-Identifier: AGPL-3.0-or-later
// The layout in the first events that a lethe sends to a participant.
#pragma once

#include <deque>
#include <memory>

#include "tests/bench/crowd/attendee.hpp"
#include "tests/bench/measuring/composite_look.hpp"

namespace lethe::bench {

// Tiles of participants that are not among `attendees` are left out. The n-th attendee is sender n.
Layout told_layout(const test::LetheServer& server, const std::string& room, const Attendee& reader,
                   const std::deque<std::unique_ptr<Attendee>>& attendees);

}  // namespace lethe::bench
