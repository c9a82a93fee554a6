// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/told_layout.hpp"

#include <algorithm>
#include <stdexcept>

namespace lethe::bench {

Layout told_layout(const test::LetheServer& server, const std::string& room, const Attendee& reader,
                   const std::deque<std::unique_ptr<Attendee>>& attendees) {
  const Json layout = server.first_event("/api/v1/rooms/" + room + "/events", reader.token()).at("layout");
  Layout told;
  if (!layout.is_object()) return told;
  told.width = layout.at("width");
  told.height = layout.at("height");
  for (const Json& tile : layout.at("tiles")) {
    const auto owner = std::find_if(attendees.begin(), attendees.end(),
                                    [&](const auto& one) { return one->id() == tile.at("participant"); });
    if (owner != attendees.end())
      told.tiles.push_back({static_cast<int>(owner - attendees.begin()),
                            {tile.at("x"), tile.at("y"), tile.at("width"), tile.at("height")}});
  }
  return told;
}

}  // namespace lethe::bench
