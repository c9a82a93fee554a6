// SPDX-License-Identifier: AGPL-3.0-or-later
// The chat between people in a room, and the lines that a voice speaks. Permissions are already checked by the caller.
// Readers are participant ids, or empty for readers outside. Owned by its room; control thread.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/parts/chat.hpp"
#include "mcu/room/parts/room_profile.hpp"
#include "mcu/room/parts/speech_queue.hpp"
#include "mcu/room/people/roster.hpp"

namespace lethe::room {

class Conversation {
 public:
  // All arguments must outlive this.
  Conversation(const Surroundings& around, const Profile& profile, const Roster& people, MediaLink& media,
               EventLog& events);

  void check_speech(const std::string& from) const;                // throws SpeechOff, TooManyRequests
  Message post(const std::string& from, const MessageSpec& spec);  // throws NotFound, InvalidField
  std::vector<Message> seen_by(const std::string& reader) const { return messages_.seen_by(reader); }
  // Valid until the chat changes. Throws NotFound, also for a message that the reader may not see.
  const Message& message(const std::string& id, const std::string& reader) const;
  void remove(const Message& message);
  void clear();  // the next meeting learns nothing of this one

  void said(std::uint64_t line) { speech_.said(line); }
  void hush() { speech_.drop_all(); }
  void hush(const std::string& participant) { speech_.drop_from(participant); }
  void media_gone() { speech_.media_gone(); }

 private:
  const Surroundings& around_;
  const Profile& profile_;
  const Roster& people_;
  EventLog& events_;
  Chat messages_;
  SpeechQueue speech_;
};

}  // namespace lethe::room
