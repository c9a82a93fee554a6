// SPDX-License-Identifier: AGPL-3.0-or-later
// What those who follow a room are told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace lethe::room {

// One server-sent event, printed (event_documents.hpp).
struct RoomEvent {
  std::uint64_t id = 0;  // grows by one within a room; 0: a passing event, which is not held for readers who come back
  std::string type;
  std::string data;                                    // JSON, one line
  std::optional<std::set<std::string>> only_for = {};  // ids of participants, empty: a reader that is none; absent: all
  bool for_hosts = false;                              // only those who may admit
};
using OnEvent = std::function<void(const RoomEvent&)>;  // called on the control thread; must not block or call back
enum class Subscription : std::uint64_t {};

}  // namespace lethe::room
