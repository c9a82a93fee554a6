// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens in a room as lines of an HTML page without end, for one reader without a script. Control thread.
#pragma once

#include <map>
#include <string>

#include "api/language.hpp"
#include "room/event.hpp"

namespace lethe::api {

class SeatNews {
 public:
  static constexpr const char* heartbeat = "<!-- -->\n";

  SeatNews(std::string participant, Language language) : me_(std::move(participant)), language_(language) {}

  std::string head() const;
  // Lines for the event; empty: it says nothing to a reader without a script.
  std::string lines(const room::RoomEvent& event);

 private:
  struct Person {
    std::string name;
    bool hand = false;
  };
  std::string me_;
  Language language_;
  std::map<std::string, Person> people_;  // by id
};

}  // namespace lethe::api
