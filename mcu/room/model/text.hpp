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

// A session description or a fragment of one, before it is sent on. Throws Error InvalidSdp when it is not UTF-8 or
// holds a control character but line ends and tabs, BodyTooLarge when it has more than wire::sdp_limit bytes.
void check_sdp(std::string_view text);

// For texts that are kept as they are. Throws Error InvalidField at `pointer` when the text is not UTF-8, holds a
// control character but newline and tab, shows nothing, or has more than `most` code points.
void check_text(std::string_view text, const char* pointer, int most);

}  // namespace lethe::room
