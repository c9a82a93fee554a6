// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets for stream addresses: random, valid once and for a short time, so that an address in a log or a history is
// worthless. Stored as hashes. Pure; owned by Service, control thread.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

class Tickets {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds good_for{60};
  static constexpr std::size_t most_of_one = 16;  // per participant at a time

  enum class For { Stream, News /* what happens, to be read without a header */ };
  struct Ticket {
    For what;
    std::string room, participant;
    StreamSpec spec;
    Time until;
  };

  // Returns the ticket's secret. Throws Error TooManyRequests.
  std::string issue(For what, const std::string& room, const std::string& participant, const StreamSpec& spec,
                    Time now);
  // Uses the ticket up. Throws Error NotFound if it is unknown, used or expired.
  Ticket redeem(For what, const std::string& secret, Time now);

 private:
  void forget_old(Time now);
  std::map<std::string, Ticket> tickets_;  // by hash
};

}  // namespace lethe::room
