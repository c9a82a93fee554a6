// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws what a participant's tile carries: the name, and the initials for when there is no camera; and captions. Pango
// and cairo do it here, in control, so that the media process needs no font.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mcu/wire/scene.hpp"

namespace lethe::label {

// Owned by main; one thread, control. There is one in a process: fontconfig's cache belongs to it.
class Painter {
 public:
  Painter();  // loads the fonts, which takes some hundred milliseconds
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // A Name and an Avatar. `name` must be UTF-8; `participant` chooses the colour, so that it stays when the name
  // changes.
  std::vector<wire::Label> draw(wire::Seat seat, const std::string& name, const std::string& participant);
  // At most two lines of a text in UTF-8; what is longer ends in an ellipsis.
  wire::Label draw_caption(const std::string& text);

 private:
  struct Fonts;
  std::unique_ptr<Fonts> fonts_;
};

// Degrees, from a stable hash (FNV-1a).
int hue_of(const std::string& participant);

}  // namespace lethe::label
