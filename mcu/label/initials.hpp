// SPDX-License-Identifier: AGPL-3.0-or-later
// Up to two characters that stand for a name. Pure.
#pragma once

#include <string>

namespace lethe::label {

// First character of the first and of the last word, in capitals where there are such. A character is what people take
// for one (extended grapheme cluster, UAX #29): with its marks, an emoji whole. `name` must be UTF-8.
std::string initials(const std::string& name);

}  // namespace lethe::label
