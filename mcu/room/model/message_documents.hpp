// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages of a room's chat as JSON on the API: camelCase, times RFC 3339 UTC. Plain values.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "mcu/base/field.hpp"

namespace lethe::room {

struct MessageSpec {  // POST /rooms/{room}/messages
  std::string text;
  std::optional<std::string> to = {};  // id of the only recipient; absent: everybody
  bool spoken = false;                 // a synthetic voice speaks it, in `language`
  std::string language = "en";         // ISO 639-1
  static constexpr auto fields() {
    return std::tuple{field("text", &MessageSpec::text, {1, 8000}), field("to", &MessageSpec::to, {1, 64}),
                      field("spoken", &MessageSpec::spoken).or_default(),
                      field("language", &MessageSpec::language, {2, 3}).or_default()};
  }
};
struct Message {
  std::string id, from;      // `from`: the author, who may have left
  std::string display_name;  // the author's name when it was written
  std::string text, at;
  std::optional<std::string> to = {};
  bool spoken = false;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &Message::id),        field("from", &Message::from), field("displayName", &Message::display_name),
        field("text", &Message::text),    field("at", &Message::at),     field("to", &Message::to),
        field("spoken", &Message::spoken)};
  }
};

}  // namespace lethe::room
