// SPDX-License-Identifier: AGPL-3.0-or-later
// At most two characters that represent a name. Pure.
#pragma once

#include <string>

namespace lethe::label {

// First character of the first and of the last word, in capitals where the script has them. A character is an extended
// grapheme cluster (UAX #29): a letter with its marks, or a whole emoji. `name` must be UTF-8.
std::string initials(const std::string& name);

}  // namespace lethe::label
