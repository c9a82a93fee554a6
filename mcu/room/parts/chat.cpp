// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/chat.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

constexpr std::size_t messages_kept = 500, bytes_kept = 262'144;

std::size_t size_of(const Message& message) { return message.text.size() + message.display_name.size(); }

bool is_for(const Message& message, const std::string& participant) {
  return !message.to || *message.to == participant || message.from == participant;
}

}  // namespace

void Chat::add(Message message, std::uint64_t event) {
  bytes_ += size_of(message);
  messages_.push_back({std::move(message), event});
  while (messages_.size() > messages_kept || bytes_ > bytes_kept) {
    bytes_ -= size_of(messages_.front());
    messages_.pop_front();
  }
}

std::vector<Message> Chat::seen_by(const std::string& participant) const {
  std::vector<Message> seen;
  std::copy_if(messages_.begin(), messages_.end(), std::back_inserter(seen),
               [&](const Message& message) { return is_for(message, participant); });
  return seen;
}

const Message* Chat::find(const std::string& id, const std::string& seen_by) const {
  const auto at = std::find_if(messages_.begin(), messages_.end(), [&](const Message& m) { return m.id == id; });
  return at == messages_.end() || !is_for(*at, seen_by) ? nullptr : &*at;
}

std::uint64_t Chat::remove(const std::string& id) {
  std::uint64_t event = 0;
  std::erase_if(messages_, [&](const Kept& message) {
    if (message.id != id) return false;
    bytes_ -= size_of(message);
    event = message.event;
    return true;
  });
  return event;
}

void Chat::clear() {
  messages_.clear();
  bytes_ = 0;
}

}  // namespace lethe::room
