// SPDX-License-Identifier: AGPL-3.0-or-later
// Validates names of people and rooms, and the texts that people write. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lethe::room {

// Trimmed, without control and direction-changing characters. Throws Error InvalidField at `pointer` when the text is
// not UTF-8, or when nothing or more than `most` code points are left.
std::string clean_name(std::string_view text, const char* pointer, int most);
std::string display_name(std::string_view text);  // of a participant: at most 200 characters, pointer /displayName

// Checks a session description or fragment before it is passed on. Throws Error InvalidSdp when it is not UTF-8 or
// contains control characters other than line ends and tabs, BodyTooLarge when it exceeds wire::sdp_limit bytes.
void check_sdp(std::string_view text);

// For texts that are kept unchanged. Throws Error InvalidField at `pointer` when the text is not UTF-8, contains
// control characters other than newline and tab, shows nothing, or has more than `most` code points.
void check_text(std::string_view text, const char* pointer, int most);

}  // namespace lethe::room
