// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/access/tickets.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"
#include "mcu/room/model/ids.hpp"

namespace lethe::room {

std::string Tickets::issue(For what, const std::string& room, const std::string& participant, const StreamSpec& spec,
                           Time now) {
  forget_old(now);
  const auto held = std::count_if(tickets_.begin(), tickets_.end(), [&](const auto& entry) {
    return entry.second.room == room && entry.second.participant == participant;
  });
  if (std::cmp_greater_equal(held, most_of_one)) {
    Error error(Code::TooManyRequests);
    error.retry_after = good_for;
    throw error;
  }
  std::string secret = random_token("");
  tickets_.emplace(sha256(secret), Ticket{what, room, participant, spec, now + good_for});
  return secret;
}

Tickets::Ticket Tickets::redeem(For what, const std::string& secret, Time now) {
  forget_old(now);
  auto ticket = tickets_.extract(sha256(secret));
  if (ticket.empty() || ticket.mapped().what != what) throw Error(Code::NotFound);
  return std::move(ticket.mapped());
}

void Tickets::forget_old(Time now) {
  std::erase_if(tickets_, [now](const auto& entry) { return now >= entry.second.until; });
}

}  // namespace lethe::room
