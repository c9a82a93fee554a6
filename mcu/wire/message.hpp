// SPDX-License-Identifier: AGPL-3.0-or-later
// The protocol between lethe and lethe-media: one JSON object per packet, {"type": …, "id": …, "body": {…}}. A command
// (control → worker) has an id and gets exactly one Reply with that id; an event (worker → control) has none. Unknown
// fields are errors. The worker knows a participant by seat number only: no name, token or address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "mcu/base/field.hpp"
#include "mcu/wire/command.hpp"
#include "mcu/wire/event.hpp"

namespace lethe::wire {

inline constexpr std::size_t packet_limit = 128 * 1024;  // bytes

struct Done {
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct Answer {  // to Offer; to Trickle when it restarted ICE (then a fragment)
  std::string sdp;
  bool estimated = false;  // Estimate events will come for the seat
  static constexpr auto fields() {
    return std::tuple{field("sdp", &Answer::sdp), field("estimated", &Answer::estimated)};
  }
};

struct Failure {
  std::string code;  // name in the error table
  std::string detail;
  static constexpr auto fields() {
    return std::tuple{field("code", &Failure::code), field("detail", &Failure::detail)};
  }
};

using Reply = std::variant<Done, Answer, Failure>;

// One decoded packet. Replies and commands carry the id.
struct Packet {
  std::uint64_t id = 0;  // 0: an event
  std::variant<Command, Reply, Event> body;
};

std::string encode(std::uint64_t id, const Command& command);
std::string encode(std::uint64_t id, const Reply& reply);
std::string encode(const Event& event);

// Throws Error InvalidJson or InvalidField.
Packet decode(std::string_view text);

}  // namespace lethe::wire
