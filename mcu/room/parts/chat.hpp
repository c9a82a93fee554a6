// SPDX-License-Identifier: AGPL-3.0-or-later
// The chat of one room: its newest messages, in memory only, gone when the last participant has left. Whether somebody
// may write is asked elsewhere. No clock, no media. Owned by its room; control thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"

namespace lethe::room {

struct MessageSpec {  // POST /rooms/{room}/messages
  std::string text;
  std::optional<std::string> to = {};  // id of a participant, who alone gets it; absent: all
  bool spoken = false;                 // a voice says it too, in `language`
  std::string language = "en";         // ISO 639-1
  static constexpr auto fields() {
    return std::tuple{field("text", &MessageSpec::text, {1, 8000}), field("to", &MessageSpec::to, {1, 64}),
                      field("spoken", &MessageSpec::spoken).or_default(),
                      field("language", &MessageSpec::language, {2, 3}).or_default()};
  }
};
struct Message {
  std::string id, from;      // of the participant who wrote it, who may have left
  std::string display_name;  // theirs when they wrote it
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

class Chat {
 public:
  // The oldest go when there are more than 500, or more than 256 KiB of text and names: a snapshot with all of them
  // has to fit into the buffer of an event stream.
  // `event` is the number of the event that told of it.
  void add(Message message, std::uint64_t event);

  // What a participant may see, oldest first; an empty id is somebody outside, for whom is what is for all.
  std::vector<Message> seen_by(const std::string& participant) const;
  const Message* find(const std::string& id, const std::string& seen_by) const;  // none: not there, or not for them
  std::uint64_t remove(const std::string& id);                                   // returns its event; 0: there is none
  void clear();

 private:
  struct Kept : Message {
    std::uint64_t event = 0;
  };
  std::deque<Kept> messages_;
  std::size_t bytes_ = 0;
};

}  // namespace lethe::room
