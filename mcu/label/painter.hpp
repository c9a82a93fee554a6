// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws the labels of a participant's tile (the name and state, and initials for a missing camera) and captions. Pango
// and cairo run here, in control, so that the media process needs no font.
#pragma once

#include <memory>
#include <string>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/name_tag.hpp"
#include "mcu/wire/scene.hpp"

namespace lethe::label {

// Owned by main; control thread only. One per process, because fontconfig's cache belongs to it.
class Painter {
 public:
  Painter();  // loads the fonts: some hundred milliseconds
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // The name with signs of the state before it. `participant` determines the colour, so that it stays when the name
  // changes.
  wire::Label draw_name(wire::Seat seat, const room::NameTag& tag, const std::string& participant);
  // The initials of the name, which must be UTF-8.
  wire::Label draw_avatar(wire::Seat seat, const std::string& name, const std::string& participant);
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
