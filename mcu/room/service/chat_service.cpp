// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/chat_service.hpp"

#include <algorithm>

#include "mcu/room/model/text.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {
namespace {
constexpr int message_characters = 2000;
constexpr int spoken_characters = 140;  // fits a caption of two lines and about ten seconds of speech

void check_spoken(const MessageSpec& spec) {
  if (spec.to) throw Error(Code::InvalidField, {}, {{"/spoken", "must be false in a message to one person"}});
  check_text(spec.text, "/text", spoken_characters);
  if (!std::all_of(spec.language.begin(), spec.language.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
    throw Error(Code::InvalidField, {}, {{"/language", "must be a code of ISO 639, such as en"}});
}
}  // namespace

Message ChatService::post(const Actor& actor, const std::string& id, const MessageSpec& spec) {
  Room& room = hall_.find(actor, id, Action::WriteChat);
  if (!room.profile().settings().chat && !allowed(actor, Action::WriteChatWhenOff)) throw Error(Code::ChatOff);
  check_text(spec.text, "/text", message_characters);
  if (spec.spoken) {
    require(actor, Action::SpeakChat);
    check_spoken(spec);
    room.conversation().check_speech(participant_of(actor));
  }
  return room.conversation().post(participant_of(actor), spec);
}

std::vector<Message> ChatService::all(const Actor& actor, const std::string& id) const {
  return hall_.find(actor, id, Action::ReadChat).conversation().seen_by(participant_of(actor));
}

void ChatService::remove(const Actor& actor, const std::string& id, const std::string& message) {
  Room& room = hall_.find(actor, id, Action::ReadChat);
  const Message& found = room.conversation().message(message, participant_of(actor));
  if (!is_self(actor, found.from)) require(actor, Action::DeleteMessageOfOther);
  room.conversation().remove(found);
}

}  // namespace lethe::room
