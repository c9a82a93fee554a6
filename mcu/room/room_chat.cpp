// SPDX-License-Identifier: AGPL-3.0-or-later
// What people in a room write to each other.
#include "mcu/room/model/ids.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

Audience readers_of(const Message& message) {
  return message.to ? only(std::set{message.from, *message.to}) : everybody();
}

}  // namespace

Message Room::post_message(const std::string& from, const MessageSpec& spec) {
  const Participant& sender = get(from);
  if (spec.to && !find(*spec.to)) throw Error(Code::InvalidField, {}, {{"/to", "is nobody in this room"}});
  if (spec.to == from) throw Error(Code::InvalidField, {}, {{"/to", "must be somebody else"}});
  const Message message{random_id(10), from, sender.name, spec.text, rfc3339(around_.wall()), spec.to, spec.spoken};
  messages_.add(message, events_.emit(event::MessagePosted{message}, readers_of(message)));
  if (spec.spoken) say(message, spec.language);
  return message;
}

const Message& Room::message(const std::string& id, const std::string& reader) const {
  const Message* found = messages_.find(id, reader);
  if (!found) throw Error(Code::NotFound);
  return *found;
}

void Room::delete_message(const Message& message) {
  const std::string id = message.id;
  drop_lines([&](const SpokenLine& line) { return line.message == id; });
  auto readers = readers_of(message);
  events_.blank(messages_.remove(id));
  events_.emit(event::MessageDeleted{id}, std::move(readers));
}

}  // namespace lethe::room
