// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses of streams: random, good once and for a short time, so that one which a log or a history keeps is worth
// nothing. Kept as hashes. Pure; owned by Service, control thread.
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
  static constexpr std::size_t most_of_one = 16;  // of one participant at a time

  enum class For { Stream, News /* what happens, to be read without a header */ };
  struct Ticket {
    For what;
    std::string room, participant;
    StreamSpec spec;
    Time until;
  };

  // The secret that stands for it. Throws Error TooManyRequests.
  std::string issue(For what, const std::string& room, const std::string& participant, const StreamSpec& spec,
                    Time now);
  // It is used up. Throws Error NotFound: there is none, it was used, or its time is over.
  Ticket redeem(For what, const std::string& secret, Time now);

 private:
  void forget_old(Time now);
  std::map<std::string, Ticket> tickets_;  // by hash
};

}  // namespace lethe::room
