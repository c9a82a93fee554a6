// SPDX-License-Identifier: AGPL-3.0-or-later
// The chat of one room: its newest messages, in memory only, erased when the last participant has left. Permissions are
// checked elsewhere. No clock, no media. Owned by its room; control thread.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "mcu/room/model/message_documents.hpp"

namespace lethe::room {

class Chat {
 public:
  // Drops the oldest beyond 500 messages, or 256 KiB of text and names, because a snapshot with all of them must fit
  // into the buffer of an event stream. `event`: number of the event that announced it.
  void add(Message message, std::uint64_t event);

  // The messages that a participant may see, oldest first; an empty id stands for a reader outside, who sees public
  // ones.
  std::vector<Message> seen_by(const std::string& participant) const;
  const Message* find(const std::string& id, const std::string& seen_by) const;  // null: absent, or not for them
  std::uint64_t remove(const std::string& id);                                   // returns its event; 0: none
  void clear();

 private:
  struct Kept : Message {
    std::uint64_t event = 0;
  };
  std::list<Kept> messages_;  // no copy of a message stays where it was, as in a container that moves what it holds
  std::size_t bytes_ = 0;
};

}  // namespace lethe::room
