// SPDX-License-Identifier: AGPL-3.0-or-later
// The text form of server-sent events (WHATWG HTML, section 9.2). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mcu/room/model/room_event.hpp"

namespace lethe::api::sse {

inline constexpr std::string_view opening = "retry: 1000\n\n";  // readers reconnect after a second
inline constexpr std::string_view heartbeat = ":\n\n";

std::string format(const room::RoomEvent& event);

// The value of a Last-Event-ID header. Throws Error InvalidParameter.
std::uint64_t parse_event_id(const std::string& text);

}  // namespace lethe::api::sse
