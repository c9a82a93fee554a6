// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of a room for its readers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace lethe::room {

// One server-sent event, printed (event_documents.hpp).
struct RoomEvent {
  std::uint64_t id = 0;  // grows by one within a room; 0: a passing event, which is not kept for returning readers
  std::string type;
  std::string data;                                    // JSON, one line
  std::optional<std::set<std::string>> only_for = {};  // participant ids, "" for other readers; absent: everybody
  bool for_hosts = false;                              // only participants who may admit
};
using OnEvent = std::function<void(const RoomEvent&)>;  // called on the control thread; must not block or call back
enum class Subscription : std::uint64_t {};

}  // namespace lethe::room
