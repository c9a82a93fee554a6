// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of a room as lines of an endless HTML page, for one reader without JavaScript. Control thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "api/http/language.hpp"
#include "mcu/room/model/room_event.hpp"

namespace lethe::api {

class SeatNews {
 public:
  static constexpr const char* heartbeat = "<!-- -->\n";

  // `sound_only`: names of the steps without pictures.
  SeatNews(std::string participant, Language language, std::set<std::string> sound_only)
      : me_(std::move(participant)), language_(language), sound_only_(std::move(sound_only)) {}

  std::string head() const;
  // The event's lines; empty if the event means nothing to a reader without JavaScript.
  std::string lines(const room::RoomEvent& event);

 private:
  struct Person {
    std::string name;
    bool hand = false, pictures = true;
  };
  std::string me_;
  Language language_;
  std::set<std::string> sound_only_;
  std::map<std::string, Person> people_;  // by id
};

}  // namespace lethe::api
