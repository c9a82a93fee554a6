// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/composite_look.hpp"

#include <cmath>

#include "tests/bench/crowd/clip.hpp"
#include "tests/bench/crowd/stamp.hpp"

namespace lethe::bench {
namespace {

constexpr double chroma_tolerance = 15;  // degrees; coded chroma is coarse
constexpr int chroma_least = 12;         // of a colour that is there at all

bool colourful(const video::Colour& colour) { return std::hypot(colour.u - 128.0, colour.v - 128.0) >= chroma_least; }

TileLook look_at_tile(const video::Pixels& tile, int sender) {
  const ReadStamp stamp = read_stamp(tile, camera_width, camera_height);
  TileLook look{stamp.counter, {}};
  const std::string who = "the tile of sender " + std::to_string(sender);
  const video::Colour ground = ground_in(tile, camera_width, camera_height);
  if (!stamp.sender)
    look.fault = who + " shows no readable stamp";
  else if (*stamp.sender != sender)
    look.fault = who + " shows sender " + std::to_string(*stamp.sender);
  else if (!colourful(ground) || chroma_angle(ground, ground_of(sender)) > chroma_tolerance)
    look.fault = who + " shows another colour";
  return look;
}

}  // namespace

Layout Layout::scaled_to(int new_width, int new_height) const {
  Layout scaled{new_width, new_height, {}};
  const auto even = [](int value, int to, int from) { return value * to / from / 2 * 2; };
  for (const auto& [sender, rect] : tiles)
    scaled.tiles.push_back({sender,
                            {even(rect.x, new_width, width), even(rect.y, new_height, height),
                             even(rect.width, new_width, width), even(rect.height, new_height, height)}});
  return scaled;
}

std::vector<TileLook> look_at(const video::Pixels& composite, const Layout& layout) {
  std::vector<TileLook> looks;
  if (composite.width != layout.width || composite.height != layout.height) {
    looks.push_back(
        {std::nullopt, "the composite is " + std::to_string(composite.width) + "×" + std::to_string(composite.height)});
    return looks;
  }
  for (const auto& [sender, rect] : layout.tiles) looks.push_back(look_at_tile(composite.part(rect), sender));
  return looks;
}

}  // namespace lethe::bench
