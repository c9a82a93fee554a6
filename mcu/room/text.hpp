// SPDX-License-Identifier: AGPL-3.0-or-later
// Names that people give themselves and their rooms, and what they write. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// Trimmed, without control and direction-changing characters. Throws Error InvalidField at `pointer` when the text is
// not UTF-8, when nothing is left, or when more than `most` code points are.
std::string clean_name(std::string_view text, const char* pointer, int most);
std::string display_name(std::string_view text);  // of a participant: at most 200 characters, pointer /displayName

// For texts that are kept as they are. Throws Error InvalidField at `pointer` when the text is not UTF-8, holds a
// control character but newline and tab, shows nothing, or has more than `most` code points.
void check_text(std::string_view text, const char* pointer, int most);

}  // namespace lethe::room
