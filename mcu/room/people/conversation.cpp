// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/conversation.hpp"

#include "mcu/room/model/ids.hpp"

namespace lethe::room {
namespace {

Audience readers_of(const Message& message) {
  return message.to ? only(std::set{message.from, *message.to}) : everybody();
}

}  // namespace

Conversation::Conversation(const Surroundings& around, const Profile& profile, const Roster& people, MediaLink& media,
                           EventLog& events)
    : around_(around), profile_(profile), people_(people), events_(events), speech_(around.speaking, media) {}

void Conversation::check_speech(const std::string& from) const {
  if (!profile_.settings().spoken_chat) throw Error(Code::SpeechOff);
  speech_.check(from);
}

Message Conversation::post(const std::string& from, const MessageSpec& spec) {
  const Participant& sender = people_.get(from);
  if (spec.to && !people_.find(*spec.to)) throw Error(Code::InvalidField, {}, {{"/to", "is nobody in this room"}});
  if (spec.to == from) throw Error(Code::InvalidField, {}, {{"/to", "must be somebody else"}});
  const Message message{random_id(10), from, sender.name, spec.text, rfc3339(around_.wall()), spec.to, spec.spoken};
  messages_.add(message, events_.emit(event::MessagePosted{message}, readers_of(message)));
  if (spec.spoken) speech_.say(message, spec.language);
  return message;
}

const Message& Conversation::message(const std::string& id, const std::string& reader) const {
  if (const Message* found = messages_.find(id, reader)) return *found;
  throw Error(Code::NotFound);
}

void Conversation::remove(const Message& message) {
  const std::string id = message.id;
  speech_.drop_message(id);
  auto readers = readers_of(message);
  events_.blank(messages_.remove(id));
  events_.emit(event::MessageDeleted{id}, std::move(readers));
}

void Conversation::clear() { messages_.clear(); }

}  // namespace lethe::room
