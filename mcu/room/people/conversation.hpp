// SPDX-License-Identifier: AGPL-3.0-or-later
// What people in a room write to each other, and what of it a voice says. Whether somebody may write has been asked
// before. Readers are ids of participants, or empty: somebody outside. Owned by its room; control thread.
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
  // All of it outlives this.
  Conversation(const Surroundings& around, const Profile& profile, const Roster& people, MediaLink& media,
               EventLog& events);

  void check_speech(const std::string& from) const;                // throws SpeechOff, TooManyRequests
  Message post(const std::string& from, const MessageSpec& spec);  // throws NotFound, InvalidField
  std::vector<Message> seen_by(const std::string& reader) const { return messages_.seen_by(reader); }
  const Message& message(const std::string& id, const std::string& reader) const;  // throws NotFound
  void remove(const Message& message);
  void clear();  // whoever meets here next is told nothing of those before

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
