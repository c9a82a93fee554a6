// SPDX-License-Identifier: AGPL-3.0-or-later
// Chat of a room, with permissions to write, read and delete. Throws ChatOff if the actor may not use the chat,
// NotFound for messages that the actor may not see. Part of Service, whose rules apply.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/message_documents.hpp"

namespace lethe::room {

class Hall;

class ChatService {
 public:
  explicit ChatService(Hall& hall) : hall_(hall) {}  // which must outlive it

  Message post(const Actor&, const std::string& room, const MessageSpec&);
  std::vector<Message> all(const Actor&, const std::string& room) const;
  void remove(const Actor&, const std::string& room, const std::string& message);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
