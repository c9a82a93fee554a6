// SPDX-License-Identifier: AGPL-3.0-or-later
// The chat of one room: its newest messages, in memory only, gone when the last participant has left. Whether somebody
// may write is asked elsewhere. No clock, no media. Owned by its room; control thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "mcu/room/model/message_documents.hpp"

namespace lethe::room {

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
