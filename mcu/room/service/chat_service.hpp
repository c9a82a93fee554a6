// SPDX-License-Identifier: AGPL-3.0-or-later
// Chat of a room: who may write, read and delete. Throws ChatOff where the room has none for the actor; NotFound for
// what is not for the actor's eyes. Part of Service, whose rules hold.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/message_documents.hpp"

namespace lethe::room {

class Hall;

class ChatService {
 public:
  explicit ChatService(Hall& hall) : hall_(hall) {}  // which outlives it

  Message post(const Actor&, const std::string& room, const MessageSpec&);
  std::vector<Message> all(const Actor&, const std::string& room) const;
  void remove(const Actor&, const std::string& room, const std::string& message);

 private:
  Hall& hall_;
};

}  // namespace lethe::room
