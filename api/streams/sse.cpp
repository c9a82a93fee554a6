// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/sse.hpp"

#include <charconv>

#include "mcu/base/error.hpp"

namespace lethe::api::sse {

std::string format(const room::RoomEvent& event) {
  std::string text;
  if (event.id != 0) text = "id: " + std::to_string(event.id) + "\n";  // readers cannot resume after a passing event
  text += "event: " + event.type + "\n";
  std::string_view rest = event.data;
  while (true) {
    const auto end = rest.find('\n');
    text.append("data: ").append(rest.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return text + "\n";
}

std::uint64_t parse_event_id(const std::string& text) {
  std::uint64_t id = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failure != std::errc{} || end != text.data() + text.size())
    throw Error(Code::InvalidParameter, "Last-Event-ID must be the id of an event of this room.");
  return id;
}

}  // namespace lethe::api::sse
