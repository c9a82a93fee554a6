// SPDX-License-Identifier: AGPL-3.0-or-later
// Names that people give themselves and their rooms. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// Trimmed, without control and direction-changing characters. Throws Error InvalidField at `pointer` when the text is
// not UTF-8, when nothing is left, or when more than `most` code points are.
std::string clean_name(std::string_view text, const char* pointer, int most);

}  // namespace lethe::room
