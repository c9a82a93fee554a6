// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws the labels of a participant's tile (the name, and initials for a missing camera) and captions. Pango and cairo
// run here, in control, so that the media process needs no font.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mcu/base/thread_check.hpp"
#include "mcu/wire/scene.hpp"

namespace lethe::label {

// Owned by main; control thread only. One per process, because fontconfig's cache belongs to it.
class Painter {
 public:
  Painter();  // loads the fonts: some hundred milliseconds
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // A Name and an Avatar. `name` must be UTF-8. `participant` determines the colour, so that it stays when the name
  // changes.
  std::vector<wire::Label> draw(wire::Seat seat, const std::string& name, const std::string& participant);
  // At most two lines of UTF-8 text; a longer text ends in an ellipsis.
  wire::Label draw_caption(const std::string& text);

 private:
  struct Fonts;
  [[no_unique_address]] ThreadOwned thread_;
  std::unique_ptr<Fonts> fonts_;
};

// Degrees, from a stable hash (FNV-1a).
int hue_of(const std::string& participant);

}  // namespace lethe::label
