// SPDX-License-Identifier: AGPL-3.0-or-later
// The signs in the labels, drawn in white: a participant's state beside its name. Pure.
#pragma once

#include <cairo.h>

#include <vector>

#include "mcu/room/model/name_tag.hpp"

namespace lethe::label {

enum class Sign { Hand, Muted, Poor, Spotlight, Host };

// In the order of drawing: what changes often stands first, where a narrow tile cuts last.
std::vector<Sign> signs_of(const room::NameTag& tag);

// In the square of `size` pixels whose upper left corner is (x, y).
void draw(cairo_t* on, Sign sign, double x, double y, double size);

}  // namespace lethe::label
